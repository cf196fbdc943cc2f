/** Bodies beyond this are refused before they are read: the largest is an import of 200 KB, or a webhook of 1 MB. */
export const BODY_BYTES_MAX = 1_100_000;

const KNOWN: readonly (readonly [pattern: RegExp, sentence: string])[] = [
  [/No space left on device|ENOSPC/, "the disk is full. Free about 1 GB, then start again."],
  [
    /could not look up effective user ID/,
    "this account has no entry in /etc/passwd. Run as one that has, or set DATABASE_URL.",
  ],
  [
    /spawn(Sync)? \S* ?(EPERM|EINVAL)/,
    "root may not switch to another account here. Run as another user, or set DATABASE_URL.",
  ],
  [
    /database files are incompatible with server|not compatible with this version/,
    "the data was made by another version of PostgreSQL. Move it away, or use that version.",
  ],
];

/** PostgreSQL's own words, as one sentence that says what to do where we know it. */
export function explain(output: string, what: string): string {
  for (const [pattern, sentence] of KNOWN) if (pattern.test(output)) return `${what}: ${sentence}`;
  const reason = output
    .split("\n")
    .filter((line) => /FATAL|PANIC|ERROR|error:|EACCES|could not/.test(line))
    .at(-1);
  return `${what}: ${reason?.replace(/^.*?(FATAL|PANIC|ERROR|error): */, "").trim() || "it said nothing."}`;
}

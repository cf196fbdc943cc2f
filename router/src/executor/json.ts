/** A string longer than this is quoted by the engine, which is faster then. */
const SHORT = 64;

/** JSON of a string. Short ones without anything to escape, which is most of them, are quoted by hand. */
export function quote(text: string): string {
  const { length } = text;
  if (length > SHORT) return JSON.stringify(text);
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    // Controls, the quote, the backslash, and surrogates, of which a lone one must be escaped.
    if (code < 32 || code === 34 || code === 92 || (code >= 0xd800 && code <= 0xdfff))
      return JSON.stringify(text);
  }
  return `"${text}"`;
}

/** A whole answer, already written. Apollo Server hands it to `stringifyResult` as `data` and never looks inside. */
export class RawAnswer {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

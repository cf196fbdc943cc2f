const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  ndash: "–",
  mdash: "—",
  hellip: "…",
  rsquo: "’",
  lsquo: "‘",
  rdquo: "”",
  ldquo: "“",
  reg: "®",
  trade: "™",
};

const CODE_POINT_MAX = 0x10ffff;

function entity(whole: string, name: string): string {
  if (!name.startsWith("#")) return NAMED[name.toLowerCase()] ?? whole;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 0 && code <= CODE_POINT_MAX ? String.fromCodePoint(code) : whole;
}

/**
 * Makes plain text of a description with markup: breaks and paragraphs become lines, other tags go,
 * entities become
 * characters. What is left is text, to be escaped wherever it is shown: this is no sanitiser of HTML for
 * pages.
 */
export const plainTextOf = (markup: string): string =>
  markup
    .replace(/\r\n?/g, "\n")
    .replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/\n?<br\s*\/?>\n?/gi, "\n")
    .replace(/<\/?(p|div|li|ul|ol|h[1-6])\b[^>]*>/gi, "\n")
    .replace(/<\/?[a-z][^>]*>/gi, "")
    .replace(/&(#x?[0-9a-f]{1,6}|[a-z]{2,8});/gi, entity)
    .replace(/[ \t\u00a0]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();

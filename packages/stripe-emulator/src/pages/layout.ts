const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 26rem; margin: 12vh auto; padding: 0 1rem; }
  p.note { opacity: .7; font-size: .9rem; }
  form { display: grid; gap: .75rem; margin-top: 1.5rem; }
  button, select { font: inherit; padding: .7rem 1rem; border-radius: .5rem; border: 1px solid #8888; }
  button.main { background: #0a6cff; color: #fff; border-color: transparent; font-weight: 600; }
`;

/** A hosted page; `body` is HTML already. */
export const pageOf = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><h1>${escapeHtml(title)}</h1>${body}
<p class="note">This page stands in for Stripe. No money moves here.</p></body></html>`;

/** A button that posts to an address. */
export const button = (action: string, label: string, main = false): string =>
  `<form method="post" action="${escapeHtml(action)}"><button${main ? ' class="main"' : ""}>${escapeHtml(label)}</button></form>`;

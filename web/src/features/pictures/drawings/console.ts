import { chance, lightness, mix, shade, tint } from "../colour.ts";
import { type Drawing, line, type Palette, part, shadow } from "../studio.ts";

const stick = (x: number, y: number, colour: string): string =>
  `<circle cx="${x}" cy="${y + 4}" r="27" fill="#0c1118" opacity=".35"/><circle cx="${x}" cy="${y}" r="25" fill="#${shade(colour, 0.25)}"/><circle cx="${x}" cy="${y}" r="25" fill="url(#round)"/><circle cx="${x}" cy="${y}" r="17" fill="#${colour}"/><circle cx="${x}" cy="${y}" r="17" fill="url(#round)"/>`;

const cross = (x: number, y: number, colour: string): string =>
  part(`M${x - 9} ${y - 27} h18 v18 h18 v18 h-18 v18 h-18 v-18 h-18 v-18 h18 Z`, colour, { light: "hard" });

const buttons = (x: number, y: number, colours: readonly string[]): string =>
  (
    [
      [0, -22],
      [22, 0],
      [0, 22],
      [-22, 0],
    ] as const
  )
    .map(([dx, dy], index) => {
      const colour = colours[index % colours.length] ?? "888888";
      return `<circle cx="${x + dx}" cy="${y + dy + 2}" r="10.5" fill="#0c1118" opacity=".4"/><circle cx="${x + dx}" cy="${y + dy}" r="10" fill="#${colour}"/><circle cx="${x + dx}" cy="${y + dy}" r="10" fill="url(#round)"/>`;
    })
    .join("");

/** Buttons that can be told from what they sit on. */
const against = (colour: string, ground: string): string =>
  Math.abs(lightness(colour) - lightness(ground)) > 0.14
    ? colour
    : lightness(ground) > 0.5
      ? shade(colour, 0.55)
      : tint(colour, 0.55);

function pad({ body, accent, detail }: Palette): string {
  const shell =
    "M322 330 C352 314 392 318 420 320 L500 320 C528 318 568 314 598 330 C640 354 664 420 662 468 C660 496 630 502 612 482 C594 462 576 446 552 442 L368 442 C344 446 326 462 308 482 C290 502 260 496 258 468 C256 420 280 354 322 330 Z";
  const on = against(detail, body);
  return (
    `<path d="${shell}" fill="#0c1118" opacity=".32" filter="url(#blur)" transform="translate(8 12)"/>` +
    part(shell, body, { light: "round" }) +
    part(
      "M412 322 L508 322 L496 366 C494 374 488 378 480 378 L440 378 C432 378 426 374 424 366 Z",
      against(accent, body),
      { light: "hard" },
    ) +
    cross(346, 366, against(shade(accent, 0.1), body)) +
    buttons(572, 366, [against(accent, body), on]) +
    stick(412, 410, against(shade(body, 0.6), body)) +
    stick(508, 410, against(shade(body, 0.6), body)) +
    line("M448 400 L472 400", on, 5)
  );
}

function home(palette: Palette): string {
  const { body, accent, detail } = palette;
  const inner = lightness(accent) > 0.8 ? shade(accent, 0.75) : shade(accent, 0.2);
  return (
    shadow(400, 250, 474) +
    part("M218 108 C214 92 224 82 240 82 L256 82 L276 452 L262 474 L236 474 Z", mix(body, "0c1118", 0.1), {
      light: "hard",
    }) +
    part("M256 96 L372 96 L366 462 L272 462 Z", inner, { light: "soft" }) +
    line("M274 128 L362 128 M274 144 L362 144 M274 160 L362 160", tint(inner, 0.3), 3, 0.5) +
    part("M378 82 L396 82 C412 82 422 92 418 108 L400 474 L376 474 L364 452 Z", body, { light: "hard" }) +
    line("M268 112 L284 450", lightness(detail) < 0.3 ? tint(detail, 0.5) : detail, 4, 0.95) +
    part("M214 474 L426 474 L434 484 L206 484 Z", shade(inner, 0.3)) +
    `<g transform="translate(30 4)">${pad(palette)}</g>`
  );
}

function handheld({ body, accent, detail }: Palette): string {
  const left = "M176 190 C142 190 122 212 122 246 L122 408 C122 442 142 464 176 464 L246 464 L246 190 Z";
  const right = "M624 190 C658 190 678 212 678 246 L678 408 C678 442 658 464 624 464 L554 464 L554 190 Z";
  const tablet = "M240 184 L560 184 L560 470 L240 470 Z";
  return (
    shadow(400, 280, 470) +
    part(left, body, { light: "round" }) +
    part(right, mix(accent, body, lightness(accent) > 0.9 ? 0.3 : 0), { light: "round" }) +
    part(tablet, shade(detail, lightness(detail) > 0.6 ? 0.7 : 0.2)) +
    '<path d="M258 204 L542 204 L542 450 L258 450 Z" fill="#10151c"/>' +
    `<g opacity=".95"><path d="M258 392 C330 336 380 372 430 342 C480 314 512 330 542 306 L542 450 L258 450 Z" fill="#${mix(body, "10151c", 0.25)}"/><path d="M258 424 C340 380 410 420 542 372 L542 450 L258 450 Z" fill="#${mix(accent, "10151c", 0.35)}"/><circle cx="470" cy="262" r="26" fill="#${tint(body, 0.45)}"/></g>` +
    '<path d="M258 204 L400 204 L300 450 L258 450 Z" fill="#fff" opacity=".07"/>' +
    stick(184, 264, against("2a3038", body)) +
    cross(184, 372, against("2a3038", body)) +
    buttons(616, 264, [against("2a3038", accent)]) +
    stick(616, 372, against("2a3038", accent)) +
    line("M160 214 L184 214", against("2a3038", body), 5) +
    line("M604 208 L628 208 M616 196 L616 220", against("2a3038", accent), 5)
  );
}

/** A machine to play on: one that stands under a screen with its pad, or one that is held. */
export const gameConsole: Drawing = (palette) =>
  chance([palette.body, palette.accent, palette.detail], 2) === 0 ? home(palette) : handheld(palette);

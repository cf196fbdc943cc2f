import { chance, lightness, mix, shade, tint } from "../colour.ts";
import { type Drawing, line, type Palette, part, stitch } from "../studio.ts";

const TORSO =
  "M296 132 C330 116 352 108 366 104 C380 122 420 122 434 104 C448 108 470 116 504 132 C520 190 524 250 520 320 L526 500 C486 514 314 514 274 500 L280 320 C276 250 280 190 296 132 Z";
const SLEEVE_LEFT =
  "M300 130 C258 144 236 168 226 206 C206 290 190 380 176 470 C190 486 222 492 240 486 C258 420 276 350 286 290 C282 230 284 180 300 130 Z";
const SLEEVE_RIGHT =
  "M500 130 C542 144 564 168 574 206 C594 290 610 380 624 470 C610 486 578 492 560 486 C542 420 524 350 514 290 C518 230 516 180 500 130 Z";
const NECK = "M352 110 C366 92 434 92 448 110 C440 134 360 134 352 110 Z";

const zip = (colour: string): string =>
  line("M400 132 L400 504", shade(colour, 0.5), 9, 0.6) +
  `<path d="M400 132 L400 504" stroke="#${tint(colour, 0.25)}" stroke-width="5" stroke-dasharray="3 3"/>` +
  `<rect x="394" y="150" width="12" height="26" rx="4" fill="#${tint(colour, 0.3)}" stroke="#0c1118" stroke-opacity=".4"/>`;

const cuffs = (colour: string): string =>
  part("M178 456 L174 484 C190 500 224 504 240 496 L246 468 C226 474 196 470 178 456 Z", colour) +
  part("M622 456 L626 484 C610 500 576 504 560 496 L554 468 C574 474 604 470 622 456 Z", colour);

function puffer({ body, accent, detail }: Palette): string {
  const yoke =
    "M296 132 C330 116 352 108 366 104 C380 122 420 122 434 104 C448 108 470 116 504 132 C512 160 516 190 518 220 C470 234 330 234 282 220 C284 190 288 160 296 132 Z";
  const seams = [220, 276, 332, 388, 444];
  const bulges = seams.map(
    (y) =>
      `<path d="M278 ${y} C330 ${y + 16} 470 ${y + 16} 522 ${y} L522 ${y + 24} C470 ${y + 34} 330 ${y + 34} 278 ${y + 24} Z" fill="#fff" opacity=".13"/>` +
      line(`M278 ${y} C330 ${y + 15} 470 ${y + 15} 522 ${y}`, shade(body, 0.55), 3.4, 0.55),
  );
  const arms = [238, 296, 354, 412].map((y, row) =>
    line(
      `M${219 - row * 11} ${y} C${238 - row * 8} ${y + 15} ${262 - row * 6} ${y + 16} ${284 - row * 9} ${y + 6} M${581 + row * 11} ${y} C${562 + row * 8} ${y + 15} ${538 + row * 6} ${y + 16} ${516 + row * 9} ${y + 6}`,
      shade(body, 0.55),
      3.2,
      0.5,
    ),
  );
  return (
    part(SLEEVE_LEFT, body, { light: "round" }) +
    part(SLEEVE_RIGHT, body, { light: "round" }) +
    arms.join("") +
    part(TORSO, body, { light: "round" }) +
    part(yoke, mix(accent, body, 0.1)) +
    bulges.join("") +
    cuffs(detail) +
    part("M346 116 C340 84 358 70 400 70 C442 70 460 84 454 116 C440 140 360 140 346 116 Z", accent, {
      light: "round",
    }) +
    part("M360 108 C368 92 432 92 440 108 C432 124 368 124 360 108 Z", shade(accent, 0.6), {
      light: "none",
    }) +
    zip(detail)
  );
}

function shell({ body, accent, detail }: Palette): string {
  const hood =
    "M318 138 C312 72 348 36 400 36 C452 36 488 72 482 138 C462 128 448 120 440 112 C426 132 374 132 360 112 C352 120 338 128 318 138 Z";
  const yoke =
    "M300 130 C330 116 352 110 366 106 L400 128 L434 106 C448 110 470 116 500 130 L514 214 C470 196 440 190 400 190 C360 190 330 196 286 214 Z";
  return (
    part(SLEEVE_LEFT, body, { light: "round" }) +
    part(SLEEVE_RIGHT, body, { light: "round" }) +
    part(TORSO, body, { light: "round" }) +
    part(yoke, accent) +
    stitch("M294 206 C330 192 360 186 400 186 C440 186 470 192 506 206", accent) +
    part(hood, mix(body, accent, 0.15), { light: "round" }) +
    part(
      "M346 118 C344 82 364 66 400 66 C436 66 456 82 454 118 C446 114 442 110 438 108 C424 126 376 126 362 108 C358 110 354 114 346 118 Z",
      shade(detail, 0.45),
      { light: "none" },
    ) +
    line("M362 128 L356 214 M438 128 L444 214", lightness(detail) > 0.5 ? detail : tint(detail, 0.4), 4) +
    part("M306 384 L352 348 L360 358 L316 396 Z M494 384 L448 348 L440 358 L484 396 Z", shade(body, 0.3)) +
    cuffs(accent) +
    zip(detail)
  );
}

function trucker({ body, accent, detail }: Palette): string {
  const collar = "M352 108 L318 128 L346 186 L398 140 Z M448 108 L482 128 L454 186 L402 140 Z";
  const pockets =
    "M306 232 L376 232 L376 290 L341 304 L306 290 Z M424 232 L494 232 L494 290 L459 304 L424 290 Z";
  const dots = [168, 232, 296, 360, 424].map(
    (y) =>
      `<circle cx="400" cy="${y}" r="8" fill="#${accent}" stroke="#0c1118" stroke-opacity=".4"/><circle cx="400" cy="${y}" r="8" fill="url(#round)"/>`,
  );
  const thread = lightness(detail) > 0.4 ? detail : accent;
  return (
    part(SLEEVE_LEFT, body, { light: "round" }) +
    part(SLEEVE_RIGHT, body, { light: "round" }) +
    part(NECK, shade(detail, 0.35), { light: "none" }) +
    part(TORSO.replace("C380 122 420 122 434 104", "L400 150 L434 104"), body, { light: "round" }) +
    part("M384 146 L416 146 L416 504 L384 504 Z", mix(body, "ffffff", 0.06)) +
    line(
      "M288 220 L384 220 M416 220 L512 220 M336 306 L326 468 M464 306 L474 468",
      shade(body, 0.5),
      2.5,
      0.5,
    ) +
    `<path d="M292 214 L384 214 M416 214 L508 214 M330 308 L320 466 M470 308 L480 466 M390 152 L390 500 M410 152 L410 500" fill="none" stroke="#${thread}" stroke-width="1.8" stroke-dasharray="5 4" opacity=".75"/>` +
    part(pockets, shade(body, 0.06)) +
    stitch("M312 240 L370 240 M430 240 L488 240", body) +
    part("M274 470 L526 470 L528 502 C486 516 314 516 272 502 Z", shade(body, 0.1)) +
    cuffs(shade(body, 0.1)) +
    part(collar, mix(body, detail, 0.35)) +
    dots.join("")
  );
}

const CUTS = [puffer, shell, trucker] as const;

/** A jacket from the front, as on an invisible mannequin. */
export const jacket: Drawing = (palette) => {
  const cut = CUTS[chance([palette.body, palette.accent, palette.detail], CUTS.length)] ?? shell;
  const hanging = `<path d="${TORSO} ${SLEEVE_LEFT} ${SLEEVE_RIGHT}" fill="#0c1118" opacity=".28" filter="url(#far)" transform="translate(16 22)"/>`;
  return `${hanging}<g transform="translate(0 14)">${cut(palette)}</g>`;
};

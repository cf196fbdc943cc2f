import { chance, lightness, mix, shade, tint, vividness } from "../colour.ts";
import { type Drawing, line, metal, type Palette, part, stitch } from "../studio.ts";

const CENTRE = { x: 400, y: 296 } as const;

/** The point `radius` from the centre at this many sixtieths of the hour. */
const at = (minute: number, radius: number): string => {
  const angle = (minute / 60) * 2 * Math.PI;
  return `${(CENTRE.x + radius * Math.sin(angle)).toFixed(1)} ${(CENTRE.y - radius * Math.cos(angle)).toFixed(1)}`;
};

const ring = (radius: number, fill: string, rest = ""): string =>
  `<circle cx="${CENTRE.x}" cy="${CENTRE.y}" r="${radius}" fill="${fill}"${rest}/>`;

const BAND_TOP = "M340 212 L346 40 C347 26 356 18 370 18 L430 18 C444 18 453 26 454 40 L460 212 Z";
const BAND_BOTTOM = "M340 380 L350 540 C352 560 364 572 382 572 L418 572 C436 572 448 560 450 540 L460 380 Z";

function strap(colour: string): string {
  return (
    part(BAND_TOP, colour, { light: "hard" }) +
    part(BAND_BOTTOM, colour, { light: "hard" }) +
    stitch("M352 206 L357 36 M448 206 L443 36 M352 386 L361 546 M448 386 L439 546", colour, "7 6") +
    [470, 498, 526]
      .map((y) => `<ellipse cx="400" cy="${y}" rx="4.5" ry="6" fill="#0c1118" opacity=".5"/>`)
      .join("")
  );
}

function bracelet(colour: string): string {
  const rows = [30, 64, 98, 132, 166, 388, 422, 456, 490, 524];
  const links = rows.map((y) => {
    const narrow = y < 300 ? (200 - y) * 0.035 : (y - 380) * 0.06;
    const [left, right] = [342 + narrow, 458 - narrow];
    const third = (right - left) / 3;
    return [0, 1, 2]
      .map((index) => {
        const x = left + third * index;
        const fill = `#${index === 1 ? tint(colour, 0.35) : mix(colour, "8b949e", 0.2)}`;
        return `<rect x="${x.toFixed(1)}" y="${y}" width="${(third - 2).toFixed(1)}" height="31" rx="5" fill="${fill}" stroke="#0c1118" stroke-opacity=".28"/><rect x="${x.toFixed(1)}" y="${y}" width="${(third - 2).toFixed(1)}" height="31" rx="5" fill="url(#soft)"/>`;
      })
      .join("");
  });
  const joints =
    part("M340 212 L346 196 L454 196 L460 212 Z", shade(colour, 0.3)) +
    part("M340 378 L344 390 L456 390 L460 378 Z", shade(colour, 0.3));
  return joints + links.join("");
}

function bezel(colour: string, isDiver: boolean): string {
  if (!isDiver)
    return ring(132, "url(#polished)", ' stroke="#0c1118" stroke-opacity=".35" stroke-width="1.5"');
  const marks = Array.from({ length: 12 }, (_, hour) =>
    line(`M${at(hour * 5, 116)} L${at(hour * 5, 127)}`, "ffffff", hour % 3 === 0 ? 5 : 2.4, 0.9),
  );
  return (
    ring(136, "url(#polished)", ' stroke="#0c1118" stroke-opacity=".35" stroke-width="1.5"') +
    ring(130, `#${shade(colour, 0.25)}`) +
    ring(130, "url(#hard)") +
    marks.join("")
  );
}

function dial({ body, detail }: Palette): string {
  const isDark = lightness(body) < 0.5;
  const print = isDark ? "f4f6f8" : "141a21";
  const hours = Array.from({ length: 12 }, (_, hour) =>
    line(
      `M${at(hour * 5, hour % 3 === 0 ? 72 : 80)} L${at(hour * 5, 93)}`,
      print,
      hour % 3 === 0 ? 7 : 4.5,
      0.95,
    ),
  );
  const minutes = Array.from({ length: 60 }, (_, minute) =>
    line(`M${at(minute, 99)} L${at(minute, 103)}`, print, 1.4, 0.6),
  );
  const hand = lightness(detail) > 0.8 && !isDark ? "c22b2b" : detail;
  const second = Math.abs(lightness(hand) - lightness(body)) < 0.15 ? (isDark ? "e9a23b" : "b3262e") : hand;
  const steel = isDark ? "e8ecf0" : "29313a";
  return (
    ring(108, `#${body}`) +
    ring(108, "url(#round)") +
    minutes.join("") +
    hours.join("") +
    `<rect x="462" y="287" width="24" height="18" rx="2" fill="#f7f7f4" stroke="#0c1118" stroke-opacity=".4"/><text x="474" y="301" font-family="Inter,Arial,sans-serif" font-size="13" font-weight="600" text-anchor="middle" fill="#14181d">28</text>` +
    line(`M${CENTRE.x} ${CENTRE.y} L${at(50.6, 58)}`, "0c1118", 11, 0.25) +
    line(`M${CENTRE.x} ${CENTRE.y} L${at(50.6, 58)}`, steel, 9) +
    line(`M${CENTRE.x} ${CENTRE.y} L${at(9, 86)}`, "0c1118", 8.5, 0.25) +
    line(`M${CENTRE.x} ${CENTRE.y} L${at(9, 86)}`, steel, 6.5) +
    line(`M${at(2, 22)} L${at(32, 92)}`, second, 2.4) +
    ring(6.5, `#${second}`) +
    ring(2.2, "#0c1118")
  );
}

/** A wrist watch from the front, a diver or a dress watch, on a strap or a bracelet. */
export const watch: Drawing = (palette) => {
  const { body, accent, detail } = palette;
  const kind = chance([body, accent, detail], 4);
  const isMetalBand = lightness(detail) > 0.68;
  const metalColour = isMetalBand && vividness(accent) > 0.45 ? detail : accent;
  const steel = mix(metalColour, "c3cad2", lightness(metalColour) < 0.25 ? 0.1 : 0.35);
  const ringColour = vividness(accent) > 0.45 ? accent : lightness(detail) > 0.68 ? body : detail;
  return (
    `<defs>${metal("polished", steel)}</defs>` +
    `<ellipse cx="424" cy="318" rx="150" ry="250" fill="#0c1118" opacity=".2" filter="url(#far)"/>` +
    (isMetalBand ? bracelet(steel) : strap(detail)) +
    part(
      "M330 236 L340 196 L366 196 L366 250 Z M470 236 L460 196 L434 196 L434 250 Z M330 356 L340 396 L366 396 L366 342 Z M470 356 L460 396 L434 396 L434 342 Z",
      steel,
      { light: "hard" },
    ) +
    `<rect x="534" y="282" width="22" height="28" rx="5" fill="url(#polished)" stroke="#0c1118" stroke-opacity=".35"/>` +
    ring(141, "url(#polished)", ' stroke="#0c1118" stroke-opacity=".35" stroke-width="1.5"') +
    bezel(ringColour, kind % 2 === 0 || metalColour !== accent) +
    ring(112, `#${shade(steel, 0.5)}`) +
    dial(palette) +
    `<path d="M312 240 A108 108 0 0 1 452 201 A150 150 0 0 0 312 240 Z" fill="#${tint(body, 0.9)}" opacity=".28"/>`
  );
};

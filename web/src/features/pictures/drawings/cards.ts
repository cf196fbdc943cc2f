import { chance, lightness, mix, shade, tint } from "../colour.ts";
import { type Drawing, line, type Palette, part, shadow } from "../studio.ts";

type Emblem = (palette: Palette) => string;

/** Rays from a centre, as on the packs of things that spark. */
const burst: Emblem = ({ accent, detail }) => {
  const rays = Array.from({ length: 16 }, (_, index) => {
    const angle = (index / 16) * 2 * Math.PI;
    const [wide, far] = [0.11, index % 2 === 0 ? 96 : 66];
    const point = (turn: number, radius: number) =>
      `${(radius * Math.sin(turn)).toFixed(1)} ${(-radius * Math.cos(turn)).toFixed(1)}`;
    return `M${point(angle - wide, 24)} L${point(angle, far)} L${point(angle + wide, 24)} Z`;
  });
  return `<path d="${rays.join(" ")}" fill="#${accent}"/><circle r="34" fill="#${tint(accent, 0.25)}"/><circle r="34" fill="url(#round)"/><path d="M-12 16 L4 -22 L2 -4 L14 -6 L-4 22 L0 4 Z" fill="#${shade(detail, 0.1)}"/>`;
};

/** A moon over water. */
const tide: Emblem = ({ accent, detail }) => {
  const waves = [0, 1, 2]
    .map((row) => `M-92 ${34 + row * 20} q23 -16 46 0 t46 0 t46 0 t46 0`)
    .map((path, row) => line(path, row === 1 ? detail : accent, 9, 0.95))
    .join("");
  return `<circle cy="-26" r="50" fill="#${tint(accent, 0.15)}"/><circle cy="-26" r="50" fill="url(#round)"/>${waves}`;
};

/** Three summits. */
const summit: Emblem = ({ accent, detail }) =>
  `<path d="M-96 70 L-30 -38 L6 18 L36 -22 L96 70 Z" fill="#${accent}"/><path d="M-30 -38 L-4 2 L-22 -4 L-36 12 L-52 -4 Z" fill="#${tint(detail, 0.6)}"/><path d="M-96 70 L-30 -38 L-6 70 Z" fill="#0c1118" opacity=".16"/><circle cx="44" cy="-62" r="20" fill="#${tint(detail, 0.35)}"/>`;

/** A crown of five points. */
const crown: Emblem = ({ accent, detail }) =>
  `<path d="M-80 52 L-92 -44 L-44 4 L0 -74 L44 4 L92 -44 L80 52 Z" fill="#${accent}"/><path d="M-80 52 L-92 -44 L-44 4 L0 -74 L44 4 L92 -44 L80 52 Z" fill="url(#hard)"/><rect x="-80" y="58" width="160" height="20" rx="4" fill="#${detail}"/>`;

const EMBLEMS = [burst, tide, summit, crown] as const;

/** Both emblem and ground must be seen, whatever colours a set has. */
const printed = ({ body, accent, detail }: Palette): Palette => {
  const apart = (colour: string) =>
    Math.abs(lightness(colour) - lightness(body)) > 0.16
      ? colour
      : lightness(body) > 0.5
        ? shade(colour, 0.5)
        : tint(colour, 0.6);
  return { body, accent: apart(accent), detail: apart(detail) };
};

const card = (palette: Palette, emblem: Emblem, place: string): string =>
  `<g transform="${place}"><rect x="-84" y="-116" width="168" height="232" rx="11" fill="#0c1118" opacity=".3" filter="url(#near)" transform="translate(7 9)"/>` +
  `<rect x="-84" y="-116" width="168" height="232" rx="11" fill="#${tint(palette.body, 0.86)}" stroke="#0c1118" stroke-opacity=".25"/>` +
  `<rect x="-74" y="-106" width="148" height="212" rx="6" fill="#${palette.body}"/>` +
  `<g transform="translate(0 -28) scale(.62)">${emblem(palette)}</g>` +
  `<rect x="-62" y="48" width="124" height="46" rx="4" fill="#${tint(palette.body, 0.8)}" opacity=".92"/>` +
  line("M-52 62 L34 62 M-52 76 L50 76", shade(palette.body, 0.5), 4, 0.55) +
  '<rect x="-84" y="-116" width="168" height="232" rx="11" fill="url(#hard)" opacity=".7"/></g>';

/** A sealed display box with two of its cards leaning on it. */
export const cards: Drawing = (plain) => {
  const palette = printed(plain);
  const { body, accent } = palette;
  const emblem = EMBLEMS[chance([plain.body, plain.accent, plain.detail], EMBLEMS.length)] ?? burst;
  const front = "M214 176 L538 176 L538 472 L214 472 Z";
  const side = "M538 176 L602 138 L602 430 L538 472 Z";
  const top = "M214 176 L284 138 L602 138 L538 176 Z";
  return (
    shadow(420, 236, 472) +
    part(top, tint(body, 0.16), { light: "soft" }) +
    part(side, shade(body, 0.3)) +
    part(front, body, { light: "soft" }) +
    `<path d="M214 200 L538 200 L538 224 L214 224 Z" fill="#${accent}" opacity=".95"/><path d="M538 200 L602 160 L602 184 L538 224 Z" fill="#${shade(accent, 0.3)}"/>` +
    `<g transform="translate(352 336) scale(.98)">${emblem(palette)}</g>` +
    `<path d="M214 176 L538 176 L538 472 L214 472 Z" fill="url(#hard)" opacity=".55"/><path d="M214 176 L300 176 L226 472 L214 472 Z" fill="#fff" opacity=".12"/>` +
    line("M214 176 L538 176 L538 472 M538 176 L602 138", tint(body, 0.6), 2, 0.5) +
    card({ ...palette, body: mix(body, palette.detail, 0.55) }, emblem, "translate(586 362) rotate(13)") +
    card(palette, emblem, "translate(520 374) rotate(-5)")
  );
};

import { type Hex, lightness, mix, shade, tint } from "./colour.ts";

/** What a product wears: its body, its accent, its detail. */
export type Palette = Readonly<{ body: Hex; accent: Hex; detail: Hex }>;

/** A product drawn on an 800 by 600 sheet, standing on the ground at y 470, lit from the upper left. */
export type Drawing = (palette: Palette) => string;

export const SHEET = { width: 800, height: 600, ground: 470 } as const;

type PartOptions = Readonly<{ light?: "soft" | "hard" | "round" | "none"; edge?: boolean; extra?: string }>;

/** One piece of material: its colour, the light on it, and an edge that keeps white on white and black on black apart. */
export function part(
  path: string,
  fill: Hex,
  { light = "soft", edge = true, extra = "" }: PartOptions = {},
): string {
  const dark = lightness(fill) < 0.28;
  const line = dark ? tint(fill, 0.28) : shade(fill, 0.45);
  const stroke = edge ? ` stroke="#${line}" stroke-opacity="${dark ? 0.5 : 0.42}" stroke-width="1.6"` : "";
  const lit = light === "none" ? "" : `<path d="${path}" fill="url(#${light})"${extra}/>`;
  return `<path d="${path}" fill="#${fill}" stroke-linejoin="round"${stroke}${extra}/>${lit}`;
}

/** A line of thread or a seam. */
export const stitch = (path: string, over: Hex, dash = "5 4"): string =>
  `<path d="${path}" fill="none" stroke="#${lightness(over) < 0.35 ? tint(over, 0.4) : shade(over, 0.38)}" stroke-opacity=".7" stroke-width="1.8" stroke-dasharray="${dash}" stroke-linecap="round"/>`;

/** A line, as wide as said. */
export const line = (path: string, colour: Hex, width: number, opacity = 1): string =>
  `<path d="${path}" fill="none" stroke="#${colour}" stroke-opacity="${opacity}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;

/** The shadow a thing throws: dark and narrow where it touches the ground, wide and faint around. */
export const shadow = (x: number, halfWidth: number, y: number = SHEET.ground): string =>
  `<ellipse cx="${x + 14}" cy="${y + 6}" rx="${halfWidth * 1.14}" ry="26" fill="#0c1118" opacity=".20" filter="url(#far)"/>` +
  `<ellipse cx="${x + 4}" cy="${y}" rx="${halfWidth * 0.94}" ry="9" fill="#0c1118" opacity=".42" filter="url(#near)"/>`;

/** Metal of this colour: three bands of light, as on a polished bar. */
export const metal = (id: string, colour: Hex): string =>
  `<linearGradient id="${id}" x1="0" y1="0" x2="1" y2="1">` +
  `<stop offset="0" stop-color="#${tint(colour, 0.55)}"/><stop offset=".35" stop-color="#${colour}"/>` +
  `<stop offset=".55" stop-color="#${tint(colour, 0.38)}"/><stop offset="1" stop-color="#${shade(colour, 0.45)}"/></linearGradient>`;

const LIGHTS =
  '<linearGradient id="soft" x1="0" y1="0" x2=".55" y2="1"><stop offset="0" stop-color="#fff" stop-opacity=".30"/><stop offset=".42" stop-color="#fff" stop-opacity=".04"/><stop offset=".6" stop-color="#0c1118" stop-opacity=".02"/><stop offset="1" stop-color="#0c1118" stop-opacity=".30"/></linearGradient>' +
  '<linearGradient id="hard" x1="0" y1="0" x2=".8" y2="1"><stop offset="0" stop-color="#fff" stop-opacity=".55"/><stop offset=".3" stop-color="#fff" stop-opacity=".05"/><stop offset=".65" stop-color="#0c1118" stop-opacity=".04"/><stop offset="1" stop-color="#0c1118" stop-opacity=".40"/></linearGradient>' +
  '<radialGradient id="round" cx=".34" cy=".26" r=".95"><stop offset="0" stop-color="#fff" stop-opacity=".38"/><stop offset=".45" stop-color="#fff" stop-opacity=".02"/><stop offset="1" stop-color="#0c1118" stop-opacity=".36"/></radialGradient>' +
  '<filter id="near" x="-20%" y="-200%" width="140%" height="500%"><feGaussianBlur stdDeviation="6"/></filter>' +
  '<filter id="far" x="-20%" y="-200%" width="140%" height="500%"><feGaussianBlur stdDeviation="16"/></filter>' +
  '<filter id="blur" x="-30%" y="-30%" width="160%" height="160%"><feGaussianBlur stdDeviation="9"/></filter>';

const GROUND =
  '<radialGradient id="ground" cx=".38" cy=".22" r="1"><stop offset="0" stop-color="#f5f6f8"/><stop offset="1" stop-color="#e0e4e9"/></radialGradient>';

export type Ground = "studio" | "none";

/** The whole picture. Without ground it is for pages that bring their own, in the colours of their theme. */
export function photograph(draw: Drawing, palette: Palette, ground: Ground): string {
  const { width, height } = SHEET;
  const sheet = ground === "studio" ? `<rect width="${width}" height="${height}" fill="url(#ground)"/>` : "";
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">` +
    `<defs>${LIGHTS}${ground === "studio" ? GROUND : ""}</defs>${sheet}${draw(palette)}</svg>`
  );
}

/** A colour for what is white on most things: soles, linings, pages. Takes a breath of the thing's own colour. */
export const offWhite = (near: Hex): Hex => mix("f7f5f0", near, 0.07);

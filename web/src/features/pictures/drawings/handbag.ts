import { chance, lightness, mix, shade } from "../colour.ts";
import { type Drawing, line, metal, type Palette, part, shadow, stitch } from "../studio.ts";

const HANDLE = "M300 262 C296 120 334 72 400 72 C466 72 504 120 500 262";

/** A handle is a tube: dark at its edges, light along its upper left. */
const tube = (path: string, colour: string, width: number): string =>
  line(path, shade(colour, 0.5), width) +
  line(path, colour, width - 4) +
  line(path, "ffffff", width * 0.22, 0.28);

const rings = (points: readonly (readonly [number, number])[]): string =>
  points
    .map(
      ([x, y]) =>
        `<circle cx="${x}" cy="${y}" r="15" fill="none" stroke="#0c1118" stroke-opacity=".3" stroke-width="10"/><circle cx="${x}" cy="${y}" r="15" fill="none" stroke="url(#hardware)" stroke-width="7"/>`,
    )
    .join("");

const clasp = (y: number): string =>
  `<rect x="364" y="${y - 22}" width="72" height="46" rx="9" fill="#0c1118" opacity=".25"/>` +
  `<rect x="362" y="${y - 26}" width="72" height="46" rx="9" fill="url(#hardware)" stroke="#0c1118" stroke-opacity=".35"/>` +
  `<rect x="390" y="${y - 12}" width="16" height="18" rx="8" fill="#0c1118" opacity=".55"/>`;

function structured({ body, accent }: Palette): string {
  const sides = shade(body, 0.16);
  const box =
    "M206 252 C206 240 216 232 228 232 L572 232 C584 232 594 240 594 252 L618 446 C620 464 608 474 592 474 L208 474 C192 474 180 464 182 446 Z";
  const flap =
    "M204 256 C204 240 214 230 230 230 L570 230 C586 230 596 240 596 256 L602 322 C560 366 480 384 400 384 C320 384 240 366 198 322 Z";
  return (
    part(box, body, { light: "round" }) +
    part(
      "M206 252 L182 446 C180 464 192 474 208 474 L224 474 C210 400 212 320 230 232 C216 232 206 240 206 252 Z",
      sides,
      { light: "none" },
    ) +
    part(
      "M594 252 L618 446 C620 464 608 474 592 474 L576 474 C590 400 588 320 570 232 C584 232 594 240 594 252 Z",
      sides,
      { light: "none" },
    ) +
    part(flap, lightness(accent) > 0.82 ? mix(body, "ffffff", 0.08) : mix(body, accent, 0.12)) +
    stitch("M216 258 L211 318 C254 354 326 372 400 372 C474 372 546 354 589 318 L584 258", body) +
    stitch("M196 452 C196 460 202 464 210 464 L590 464 C598 464 604 460 604 452", body) +
    rings([
      [300, 258],
      [500, 258],
    ]) +
    clasp(378)
  );
}

function tote({ body, detail }: Palette): string {
  const bag =
    "M196 214 C300 226 500 226 604 214 L586 452 C584 468 574 476 558 476 L242 476 C226 476 216 468 214 452 Z";
  const base =
    "M206 378 C320 388 480 388 592 378 L586 452 C584 468 574 476 558 476 L242 476 C226 476 216 468 214 452 Z";
  return (
    part("M196 214 C300 196 500 196 604 214 C500 228 300 228 196 214 Z", shade(body, 0.5), {
      light: "none",
    }) +
    part(bag, body, { light: "round" }) +
    part(base, mix(detail, body, 0.15)) +
    stitch("M208 230 C310 240 490 240 592 230 M207 390 C320 400 480 400 592 390", body) +
    part("M286 222 L314 224 L318 300 L288 298 Z M486 224 L514 222 L512 298 L482 300 Z", detail) +
    rings([
      [302, 296],
      [498, 296],
    ]) +
    part("M364 250 C380 244 420 244 436 250 L432 300 C420 308 380 308 368 300 Z", detail, { light: "hard" })
  );
}

function bucket({ body, accent, detail }: Palette): string {
  const bag =
    "M236 214 C300 230 500 230 564 214 C590 300 596 392 566 456 C560 470 550 476 534 476 L266 476 C250 476 240 470 234 456 C204 392 210 300 236 214 Z";
  const folds = [300, 350, 400, 450, 500]
    .map((x) => `M${x} 262 C${x - 8} 300 ${x + 6} 330 ${x - 4} 372`)
    .join(" ");
  return (
    part("M236 214 C300 192 500 192 564 214 C500 232 300 232 236 214 Z", shade(body, 0.55), {
      light: "none",
    }) +
    part(bag, body, { light: "round" }) +
    line(folds, shade(body, 0.4), 3, 0.35) +
    part(
      "M212 402 C330 418 470 418 588 402 C586 424 578 442 566 456 C560 470 550 476 534 476 L266 476 C250 476 240 470 234 456 C222 440 214 424 212 402 Z",
      mix(body, detail, 0.55),
    ) +
    line("M232 256 C320 274 480 274 568 256", shade(detail, 0.2), 9) +
    line("M232 254 C320 272 480 272 568 254", mix(detail, accent, 0.2), 6) +
    rings([
      [300, 232],
      [500, 232],
    ]) +
    line("M392 270 C384 310 380 330 384 356 M408 270 C416 306 420 326 414 350", detail, 6)
  );
}

const SHAPES = [structured, tote, structured, bucket] as const;

/** A bag from the front: a flap bag, a tote or a bucket, with its hardware. */
export const handbag: Drawing = (palette) => {
  const { body, accent, detail } = palette;
  const shape = SHAPES[chance([body, accent, detail], SHAPES.length)] ?? structured;
  const strap = lightness(detail) > 0.9 ? shade(body, 0.2) : detail;
  return (
    `<defs>${metal("hardware", mix(accent, "d9b968", lightness(accent) > 0.9 ? 0.5 : 0.05))}</defs>` +
    shadow(400, 216, 474) +
    tube("M322 258 C322 150 352 106 404 106 C456 106 484 150 482 258", shade(strap, 0.35), 15) +
    shape(palette) +
    tube(HANDLE, strap, 19)
  );
};

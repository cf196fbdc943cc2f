import { chance, lightness, mix, shade, tint } from "../colour.ts";
import { type Drawing, line, offWhite, type Palette, part, shadow, stitch } from "../studio.ts";

const UPPER =
  "M142 410 C126 352 128 300 146 246 C151 228 170 222 186 232 C212 250 236 268 270 266 C306 262 328 244 346 220 L392 208 L410 238 C446 286 486 316 534 330 C600 346 672 352 696 404 L690 432 L150 432 Z";
const TONGUE = "M334 240 C328 206 344 186 374 178 C402 171 416 180 420 200 L436 268 L372 290 Z";
const COLLAR =
  "M184 232 C210 250 236 268 270 266 C306 262 328 244 346 220 L352 240 C332 272 304 290 268 290 C232 290 202 272 178 246 Z";
const HEEL = "M142 410 C126 352 128 300 143 254 C178 262 206 284 216 322 C222 352 220 384 214 432 L150 432 Z";
const TOE = "M576 408 C566 372 584 350 622 350 C658 356 688 374 696 404 L690 430 L576 430 Z";
const EYESTAY =
  "M350 226 L392 210 C420 262 474 310 548 334 C540 346 528 354 512 358 C440 340 380 294 350 226 Z";
const MIDSOLE =
  "M122 398 C112 438 128 462 162 462 L596 462 C660 462 708 444 722 406 C718 397 706 395 692 397 C600 421 330 424 140 397 C132 395 125 395 122 398 Z";
const OUTSOLE =
  "M132 446 C140 460 150 463 164 463 L596 463 C648 463 694 450 714 424 C704 458 658 475 604 475 L168 475 C150 475 137 463 132 446 Z";

const SIDES = [
  "M206 402 C300 396 396 366 458 318 L486 338 C430 384 380 410 330 430 L206 430 Z",
  "M232 300 C280 330 350 330 408 296 L428 314 C372 356 290 362 226 336 Z",
  "M236 432 L344 262 L398 306 L346 432 Z",
] as const;

/** Crossed laces down the eyestay, each a little lower and flatter than the one before. */
const laces = (colour: string): string =>
  [0, 1, 2, 3, 4]
    .map((row) => {
      const x = 366 + row * 34;
      const y = 226 + row * 24;
      const path = `M${x} ${y + 16} C${x + 8} ${y - 2} ${x + 24} ${y - 10} ${x + 40} ${y - 8}`;
      return (
        line(path, shade(colour, 0.4), 9, 0.35) +
        line(path, colour, 7) +
        line(path, tint(colour, 0.5), 2, 0.6)
      );
    })
    .join("");

const breath = (colour: string): string =>
  [0, 1, 2]
    .flatMap((row) =>
      [0, 1, 2, 3, 4 - row].map(
        (column) =>
          `<circle cx="${524 + column * 17 - row * 7}" cy="${362 + row * 14 + column * 2}" r="2.6" fill="#${colour}" opacity=".55"/>`,
      ),
    )
    .join("");

function sole({ accent, detail, body }: Palette): string {
  const rubber = offWhite(accent);
  const tread = lightness(detail) > 0.86 ? shade(body, 0.15) : detail;
  const ribs = Array.from({ length: 24 }, (_, index) => `M${170 + index * 20} 453 l6 0`).join(" ");
  return (
    part(OUTSOLE, tread, { light: "hard" }) +
    part(MIDSOLE, rubber) +
    line("M128 418 C300 440 560 440 712 418", shade(rubber, 0.3), 2, 0.5) +
    line(ribs, shade(rubber, 0.3), 2.4, 0.45)
  );
}

/** A low court shoe from the side, its toe to the right. */
export const sneaker: Drawing = (palette) => {
  const { body, accent, detail } = palette;
  const side = SIDES[chance([body, accent, detail], SIDES.length)] ?? SIDES[0];
  const lace = lightness(accent) < 0.2 ? accent : mix(accent, "ffffff", 0.35);
  return (
    shadow(420, 300, 472) +
    part(TONGUE, mix(body, accent, 0.5)) +
    stitch("M350 226 C348 206 358 196 378 190 C398 186 406 192 409 204", mix(body, accent, 0.5)) +
    part(UPPER, body, { light: "round" }) +
    part(COLLAR, shade(detail, 0.35), { light: "none" }) +
    breath(lightness(body) < 0.35 ? tint(body, 0.45) : shade(body, 0.5)) +
    part(side, detail) +
    part(HEEL, accent) +
    stitch("M152 396 C140 350 140 306 152 268 C180 276 202 296 208 326 C212 352 211 376 207 398", accent) +
    part(TOE, accent) +
    stitch("M586 398 C580 376 594 360 624 360 C652 364 676 378 684 396", accent) +
    part(EYESTAY, accent) +
    stitch("M362 232 C394 286 446 328 508 346", accent) +
    laces(lace) +
    part("M140 262 C120 252 122 222 146 220 C158 220 162 230 158 244 Z", detail, { light: "hard" }) +
    sole(palette)
  );
};

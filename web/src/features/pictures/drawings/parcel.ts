import { shade, tint } from "../colour.ts";
import { type Drawing, part, shadow, stitch } from "../studio.ts";

/** A closed box with a band: for things of which we have no drawing. */
export const parcel: Drawing = ({ body, accent, detail }) =>
  shadow(410, 210, 472) +
  part("M226 236 L456 236 L456 472 L226 472 Z", body) +
  part("M456 236 L578 190 L578 420 L456 472 Z", shade(body, 0.28)) +
  part("M218 204 L462 204 L462 244 L218 244 Z", tint(body, 0.12)) +
  part("M462 204 L588 160 L588 200 L462 244 Z", shade(body, 0.18)) +
  part("M218 204 L346 160 L588 160 L462 204 Z", tint(body, 0.3)) +
  part("M316 204 L366 204 L366 472 L316 472 Z", accent, { edge: false }) +
  part("M316 204 L446 160 L492 160 L366 204 Z", tint(accent, 0.2), { edge: false }) +
  part("M366 388 L428 388 L428 440 L366 440 Z", tint(detail, 0.5)) +
  stitch("M376 404 L418 404 M376 416 L410 416 M376 428 L402 428", tint(detail, 0.5));

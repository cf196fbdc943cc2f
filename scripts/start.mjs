/**
 * `npm start`: from a fresh clone to a usable marketplace. Plain JavaScript, because it runs before any install; and
 * this file imports nothing at its top, so that an old Node gets as far as the sentence below.
 */
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 18)) {
  console.error(
    `Outcry needs Node.js 20.18 or newer; this is ${process.versions.node}. Install it from https://nodejs.org.`,
  );
  process.exit(1);
} else {
  import("./launch/start.mjs").then(({ start }) => start());
}

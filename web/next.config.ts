import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // `npm run check` type-checks web with everything else; a build does not say it twice.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: fileURLToPath(new URL("..", import.meta.url)) },
};

export default config;

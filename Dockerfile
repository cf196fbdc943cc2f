# One image for every process of a fleet; docker-compose.yml says which one a container runs.
FROM node:20-bookworm-slim AS packages
WORKDIR /outcry
COPY . .
# `install` also puts our patches on; it falls back where the registry lacks packages of other platforms.
RUN node -e 'import("./scripts/launch/install.mjs").then(({ install }) => install())' \
 && node -e 'import("./scripts/launch/storefront.mjs").then(({ build }) => build())' \
 && rm -rf web/.next/cache .turbo node_modules/.cache

FROM node:20-bookworm-slim
WORKDIR /outcry
# Room for objects that die young, in MiB: they are collected less often.
ENV NODE_OPTIONS=--max-semi-space-size=32
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 APOLLO_TELEMETRY_DISABLED=1
COPY --from=packages --chown=node:node /outcry /outcry
USER node

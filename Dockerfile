# One image a process: docker build --target api|worker|migrate .
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json nest-cli.json .swcrc ./
COPY scripts/build.mjs scripts/
COPY apps apps
COPY libs libs
COPY bench bench
RUN node scripts/build.mjs

# Without what only development and the one-command mode need: compilers, test tools, embedded Postgres, Node from npm.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional

FROM node:24-bookworm-slim AS runtime
ENV NODE_ENV=production
WORKDIR /app
# 1000 is the image's own user `node`. A volume that is mounted here takes over the owner.
RUN install -d -o 1000 -g 1000 /var/lib/debrief/objects
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist/libs dist/libs
COPY package.json openapi.json ./
USER 1000:1000

FROM runtime AS migrate
COPY --from=build /app/dist/apps/local dist/apps/local
COPY supabase/migrations supabase/migrations
CMD ["node", "dist/apps/local/src/migrate.js"]

FROM runtime AS worker
USER 0:0
# Repositories are checked out by git; Debian keeps no older version that could be pinned.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates git && rm -rf /var/lib/apt/lists/*
USER 1000:1000
COPY --from=build /app/dist/apps/worker dist/apps/worker
ENV WORKER_PORT=4319
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.WORKER_PORT}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/apps/worker/src/main.js"]

FROM runtime AS api
COPY --from=build /app/dist/apps/api dist/apps/api
ENV PORT=4318
EXPOSE 4318 4317
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The flags keep its memory low: see apps/local/src/api-node-flags.ts.
CMD ["node", "--max-semi-space-size=8", "--heap-growing-percent=45", "--initial-old-space-size=128", "--v8-pool-size=2", "dist/apps/api/src/main.js"]

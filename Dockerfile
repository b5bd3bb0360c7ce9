FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY nest-cli.json tsconfig.json ./
COPY apps apps
COPY libs libs
# The image brings Node; what remains optional are the native parts of Argon2.
RUN npx nest build cli && npx vite build --config apps/web/vite.config.mjs && npm prune --omit=dev && rm -rf node_modules/node-linux-*
# Compiles what every start loads, once.
RUN node dist/apps/cli/src/main.js --help > /dev/null

# Runs with a read-only root file system: it writes to /data, and to /tmp.
FROM node:24-slim
ENV NODE_ENV=production ART33_DATA=/data ART33_HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY examples examples
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3333
# Ready, not only alive: a node that builds its read models is not asked yet. Building them takes minutes for a long log.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.ART33_PORT ?? 3333) + '/health/ready').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/apps/cli/src/main.js"]
CMD ["serve"]

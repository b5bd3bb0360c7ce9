FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=optional
COPY nest-cli.json tsconfig.json ./
COPY apps apps
COPY libs libs
RUN npx nest build cli && npm prune --omit=dev --omit=optional

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
ENTRYPOINT ["node", "dist/apps/cli/src/main.js"]
CMD ["serve"]

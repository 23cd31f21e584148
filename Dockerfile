FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build --chown=node:node /app /app
# Where evidence files are kept: a volume made here belongs to the user.
RUN mkdir /files && chown node:node /files
USER node
CMD ["node", "dist/apps/web/src/main.js"]

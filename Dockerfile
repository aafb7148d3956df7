# One image for all roles; the command chooses: api (default), worker, migrate, create-roles.

FROM node:20.20.2-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No install scripts: what they would fetch (a schema engine, embedded PostgreSQL's links) is not used here.
RUN npm ci --omit=dev --ignore-scripts
COPY . .
RUN npm run build

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
# Owned by root and only read by the process: a broken-into process can't change its own code.
COPY --from=build /app ./
USER node
EXPOSE 4000
CMD ["node", "--enable-source-maps", "dist/api.mjs"]

# Only what runs: the build's dist, its dependencies, the shipped rules. The configuration is mounted at /wirewall.
FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/build.ts scripts/
COPY src src
RUN npm run build

FROM node:24-slim AS dependencies
WORKDIR /dependencies
COPY package.json package-lock.json ./
# The optional dependencies are a Node for machines without one; this image has it.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /opt/wirewall
COPY package.json LICENSE ./
COPY bin bin
COPY rules rules
COPY --from=dependencies /dependencies/node_modules node_modules
COPY --from=build /build/dist dist
RUN ln -s /opt/wirewall/bin/wirewall.js /usr/local/bin/wirewall && install -d -o node -g node /wirewall
# The program belongs to root and cannot change itself; only /wirewall (audit, store) is writable.
USER node
WORKDIR /wirewall
ENTRYPOINT ["wirewall"]
CMD ["start", "-c", "wirewall.yaml"]

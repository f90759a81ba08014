# crosstilt serve: rootless, with a read-only file system. Build in the workspace: docker build -t crosstilt .
# docker run --read-only --tmpfs /tmp -v ./runs/shop:/run:ro -e CROSSTILT_TOKEN=… -p 8080:8080 crosstilt
FROM node:24-slim AS build
WORKDIR /src
COPY . .
RUN npm run setup && npx pnpm --filter crosstilt deploy --prod --legacy /app

FROM node:24-slim
COPY --from=build /app /app
USER node
ENV NODE_ENV=production XDG_CACHE_HOME=/tmp XDG_CONFIG_HOME=/tmp
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s CMD ["node", "-e", "fetch('http://127.0.0.1:8080/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/bin/crosstilt.js", "serve", "/run", "--host", "0.0.0.0", "--port", "8080"]

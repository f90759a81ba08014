// Installs and builds the workspace with nothing but Node and npm; later runs take about a second.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const root = new URL("..", import.meta.url);
const { packageManager, engines } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));

const least = engines.node.replace(">=", "");
if (process.versions.node.localeCompare(least, "en", { numeric: true }) < 0) {
  process.stderr.write(`crosstilt needs Node ${least} or newer; this is ${process.version}\n`);
  process.exit(1);
}

function pnpm(...args) {
  const command = ["npx", "--yes", packageManager, ...args].join(" ");
  const { status } = spawnSync(command, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: true,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
  });
  if (status !== 0) {
    process.stderr.write(`setup: "${command}" failed; see the lines above\n`);
    process.exit(status ?? 1);
  }
}

pnpm("install", "--frozen-lockfile", "--prefer-offline", "--reporter=append-only", "--loglevel=warn");
pnpm("run", "build");

// `npm run test:native`: installs tfjs-node once, in the user's cache folder, and runs every suite of backends on it too.
import { spawnSync } from "node:child_process";

function run(...command) {
  const { status } = spawnSync(command.join(" "), { shell: true, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) {
    process.stderr.write(`test:native: "${command.join(" ")}" failed; see the lines above\n`);
    process.exit(status ?? 1);
  }
}

const suites = ["backends", "core", "metrics", "losses", "encoders", "train", "experiments/test/loss-curves"];
run("node", "apps/cli/bin/crosstilt.js", "doctor", "--install-native");
run("npx", "vitest", "run", ...suites.map((suite) => `packages/${suite}`));

// Runs every static gate, shows the output of those that fail, and fails if any did.
import { spawnSync } from "node:child_process";

const gates = ["types", "lint", "unused", "boundaries", "publishable"];
let failed = 0;
for (const gate of gates) {
  const started = Date.now();
  const run = spawnSync(`npm run --silent ${gate}`, { shell: true, encoding: "utf8" });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${run.status === 0 ? "ok  " : "FAIL"} ${gate} (${seconds} s)\n`);
  if (run.status !== 0) {
    failed += 1;
    process.stdout.write(`${run.stdout}${run.stderr}\n`);
  }
}
process.exit(failed === 0 ? 0 : 1);

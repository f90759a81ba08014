// Rehearses a release in a copy: versions, build, gates, and what an outsider does with the tarballs. Publishes nothing.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const copy = mkdtempSync(join(tmpdir(), "crosstilt-release-"));

function run(title, command, cwd = copy) {
  const started = Date.now();
  process.stdout.write(`${title}\n`);
  const { status } = spawnSync(command, { shell: true, cwd, stdio: "inherit" });
  if (status !== 0) throw new Error(`${title}: failed (${command}); the copy is in ${copy}`);
  process.stdout.write(`  ${((Date.now() - started) / 1000).toFixed(0)} s\n`);
}

run("copy of the last commit", `git clone --quiet "${process.cwd()}" "${copy}"`, process.cwd());
run("dependencies", "npm run --silent setup");
run("versions, changelogs and lockfile", "npm run --silent version");
run("build", "npm run --silent build");
run("gates", "npm run --silent gates");
run(
  "README, scaffold and plugin from tarballs",
  "npx vitest run packages/create-crosstilt-plugin test/readme.test.ts test/default-tree.test.ts",
);
const { version } = JSON.parse(readFileSync(join(copy, "apps/cli/package.json"), "utf8"));
process.stdout.write(`ready to be released as ${version}: npm run version, commit, npm run release\n`);
rmSync(copy, { recursive: true, force: true });

// Raises the versions that changesets ask for, and those in the example plugin, which is no part of the workspace.
import { execSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const run = (command) => execSync(command, { stdio: "inherit" });

run("npx changeset version");
const { version } = JSON.parse(readFileSync("packages/core/package.json", "utf8"));
const example = "examples/plugin-loss/package.json";
const text = readFileSync(example, "utf8");
writeFileSync(example, text.replace(/("@crosstilt\/[a-z-]+": )"\^[^"]+"/g, `$1"^${version}"`));
run("npx pnpm install --no-frozen-lockfile --prefer-offline --silent");

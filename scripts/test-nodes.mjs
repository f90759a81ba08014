// `npm run test:nodes -- [--smoke] [versions]`: all tests, or a smoke of what users start, on these versions of Node (default:
// those below), which come from npm. Fails if a test does, and if a Node cannot be had.
import { spawnSync } from "node:child_process";
import { delimiter, dirname } from "node:path";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  options: { smoke: { type: "boolean", default: false } },
  allowPositionals: true,
});
const versions = positionals.length > 0 ? positionals : ["20", "22", "24", "26"];
const program = values.smoke ? ["scripts/smoke.mjs"] : ["node_modules/vitest/vitest.mjs", "run"];

/** Where npm has put this version of Node, or the end of a sentence that says why it has not. */
function fetchNode(version) {
  const command = `npx --yes --package node@${version} -- node --print process.execPath+process.version`;
  const { status, stdout, stderr } = spawnSync(command, { shell: true, encoding: "utf8" });
  const [, path, found] = /^(.*)(v\d+\.\d+\.\d+\S*)$/m.exec(stdout) ?? [];
  if (status !== 0 || !path) return { problem: `cannot be had from npm:\n${stderr.trim()}` };
  if (!`${found}.`.startsWith(`v${version.replace(/^v/, "")}.`)) return { problem: `came as Node ${found} from npm` };
  return { path };
}

/** Whether the program passes on it. */
function passes(version) {
  const { path, problem } = fetchNode(version);
  if (problem) process.stderr.write(`FAIL Node ${version} ${problem}\n`);
  if (problem) return false;
  // Programs that tests start by name are on the same Node.
  const env = { ...process.env, PATH: `${dirname(path)}${delimiter}${process.env.PATH}` };
  const { status, signal } = spawnSync(path, program, { stdio: ["ignore", "inherit", "inherit"], env });
  if (status !== 0) process.stderr.write(`FAIL Node ${version}: ${program.join(" ")} ended with ${signal ?? status}\n`);
  return status === 0;
}

const failed = versions.filter((version) => !passes(version));
process.exitCode = failed.length > 0 ? 1 : 0;

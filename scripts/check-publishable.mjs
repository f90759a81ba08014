// Packs every public package and runs publint and are-the-types-wrong on the tarballs users would install.
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "crosstilt-pack-"));
const shell = { shell: true, maxBuffer: 1 << 26 };

async function check(manifest) {
  const { name, private: hidden, bin } = JSON.parse(readFileSync(manifest, "utf8"));
  if (hidden) return;
  const { stdout } = await run(`npx pnpm --filter ${name} pack --json --pack-destination ${folder}`, shell);
  const tarball = JSON.parse(stdout.slice(stdout.indexOf("{"))).filename;
  await run(`npx publint run ${tarball} --strict`, shell);
  if (!bin) await run(`npx attw ${tarball} --profile esm-only`, shell);
}

const manifests = ["packages", "apps"]
  .flatMap((group) => readdirSync(group).map((name) => join(group, name, "package.json")))
  .filter(existsSync);
let failures = 0;
async function worker() {
  for (let next = manifests.pop(); next; next = manifests.pop()) {
    await check(next).catch((error) => {
      failures += 1;
      process.stderr.write(`${next}\n${error.stdout ?? ""}${error.stderr ?? error.message}\n`);
    });
  }
}
await Promise.all([worker(), worker()]);
rmSync(folder, { recursive: true });
process.exit(failures === 0 ? 0 : 1);

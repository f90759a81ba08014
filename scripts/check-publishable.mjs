// Packs every public package and runs publint and are-the-types-wrong on the tarballs users would install.
import { execSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const folder = mkdtempSync(join(tmpdir(), "crosstilt-pack-"));
/** The packages are modules only: how `require` and old resolution see them does not matter. */
const foreign = new Set(["node10", "node16-cjs"]);

function packAll() {
  const command = `npx pnpm -r --filter "./packages/*" --filter "./apps/*" pack --json --pack-destination "${folder}"`;
  const output = execSync(command, { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "inherit"] });
  return JSON.parse(output.slice(output.indexOf("[")));
}

async function lint(tarball) {
  const { messages, pkg } = await publint({ pack: { tarball: tarball.buffer }, strict: true });
  return { manifest: pkg, findings: messages.map((message) => formatMessage(message, pkg)) };
}

async function wrongTypes(tarball) {
  const { problems = [] } = await checkPackage(createPackageFromTarballData(tarball));
  return problems
    .filter(({ resolutionKind }) => !foreign.has(resolutionKind))
    .map(({ kind, entrypoint = "", resolutionKind = "" }) => `types: ${kind} ${entrypoint} ${resolutionKind}`);
}

/** Registries link a package's page to its sources, and its README's own links to them. */
function misplaced({ name, repository }, home) {
  if (repository?.url === home && repository.directory) return [];
  return [`repository of ${name}: expected ${home} and its directory`];
}

const { repository: ours } = JSON.parse(readFileSync("package.json", "utf8"));
let failures = 0;
for (const { name, filename } of packAll()) {
  const tarball = Uint8Array.from(readFileSync(filename));
  const { manifest, findings } = await lint(tarball);
  if (manifest.private) continue;
  findings.push(...misplaced(manifest, ours.url));
  if (!manifest.bin) findings.push(...(await wrongTypes(tarball)));
  failures += findings.length;
  if (findings.length > 0) process.stderr.write(`${name}\n  ${findings.join("\n  ")}\n`);
}
rmSync(folder, { recursive: true });
process.exit(failures === 0 ? 0 : 1);

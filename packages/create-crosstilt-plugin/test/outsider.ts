// What an outsider has: packed tarballs and an empty folder.
import { type ExecFileException, execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");
const pnpm = join(root, "node_modules/pnpm/bin/pnpm.cjs");

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in a folder; never rejects. */
export function run(folder: string, program: string, ...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd: folder, maxBuffer: 1 << 26 }, (error: ExecFileException | null, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
    });
  });
}

async function succeed(folder: string, ...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await run(folder, process.execPath, ...args);
  if (code !== 0) throw new Error(`${args.join(" ")} in ${folder} failed:\n${stdout}${stderr}`);
}

/** Packs what a plugin's author and its users install, as it would be published. */
export async function pack(tarballs: string): Promise<void> {
  const wanted = ["crosstilt", "create-crosstilt-plugin", "@crosstilt/testing", "@crosstilt/losses"];
  const filters = wanted.flatMap((name) => ["--filter-prod", `${name}...`]);
  await succeed(root, pnpm, "--recursive", ...filters, "pack", "--pack-destination", tarballs);
}

/** Installs a package's dependencies from the registry, ours from tarballs, and some of ours besides. */
export async function install(folder: string, tarballs: string, ...more: string[]): Promise<void> {
  const specifiers = Object.fromEntries(
    (await readdir(tarballs)).map((file) => [packageName(file), `file:${join(tarballs, file)}`]),
  );
  const manifest = join(folder, "package.json");
  const { devDependencies, ...rest } = JSON.parse(await readFile(manifest, "utf8"));
  const extra = Object.fromEntries(more.map((name) => [name, specifiers[name]]));
  const changed = { ...rest, devDependencies: { ...devDependencies, ...extra }, pnpm: { overrides: specifiers } };
  await writeFile(manifest, JSON.stringify(changed, null, 2));
  await succeed(folder, pnpm, "install", "--prefer-offline", "--ignore-workspace");
}

/** `crosstilt-core-0.1.0.tgz` is the tarball of @crosstilt/core. */
function packageName(file: string): string {
  const name = file.replace(/-\d+\.\d+\.\d+.*\.tgz$/, "");
  return name.startsWith("crosstilt-") ? name.replace("crosstilt-", "@crosstilt/") : name;
}

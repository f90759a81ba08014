import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { refusal } from "@crosstilt/core";
import { makeFolder, writeFileAtomic } from "@crosstilt/formats/node";
import { codeDigest } from "./code-digest.js";

/** The user's word about plugins. */
export interface Trust {
  /** Plugins that the command line names. */
  readonly plugin?: readonly string[];
  /** Allow what a run names, and remember it. */
  readonly trust?: boolean;
}

/** Digests of code that the user has allowed, and where it lay. */
type Allowed = Readonly<Record<string, string>>;

const folder = () => join(process.env.XDG_CONFIG_HOME || join(homedir(), ".config"), "crosstilt");
const allowedFile = () => join(folder(), "trusted-plugins.json");

/**
 * Refuses to run code that a run or model brings along, unless the command line names the same code, or the user has allowed
 * it: by `--trust`, or by training with it. What is not there is left to the loader to complain of.
 */
export async function demandTrust(plugins: readonly string[], { plugin = [], trust = false }: Trust): Promise<void> {
  const named = new Set(plugin.flatMap((name) => [name, resolve(name)]));
  const digests = new Set(await Promise.all(plugin.map(codeDigest)));
  for (const name of plugins.filter((one) => !named.has(one))) {
    const digest = await codeDigest(name);
    if (digest === null || digests.has(digest)) continue;
    if (trust) await rememberTrust([name]);
    else if (!Object.hasOwn(await allowed(), digest)) throw untrusted(name, digest);
  }
}

/** Remembers that the user runs this code. */
export async function rememberTrust(plugins: readonly string[]): Promise<void> {
  const fresh = await Promise.all(plugins.map(async (name) => [await codeDigest(name), name] as const));
  const known = await allowed();
  const added = fresh.filter(([digest]) => digest !== null && !Object.hasOwn(known, digest));
  if (added.length === 0) return;
  await makeFolder(folder());
  const all: Allowed = { ...known, ...Object.fromEntries(added) };
  await writeFileAtomic(allowedFile(), `${JSON.stringify(all, null, 2)}\n`);
}

/** What was allowed; nothing where the file is missing or damaged. */
async function allowed(): Promise<Allowed> {
  try {
    return JSON.parse(await readFile(allowedFile(), "utf8")) as Allowed;
  } catch {
    return {};
  }
}

const untrusted = (name: string, digest: string) =>
  refusal({
    argument: `plugin ${name}`,
    expected: "your word, since opening this run would execute it",
    received: `none for this code (SHA-256 ${digest.slice(0, 16)}…)`,
    remedy: `Read it first; then pass --plugin ${name} for once, or --trust to allow this very code from now on`,
  });

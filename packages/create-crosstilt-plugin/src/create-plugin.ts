import { cp, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { fileError } from "@crosstilt/formats/node";
import { demand } from "@crosstilt/formats/refusal";

/** A complete plugin whose loss is called my-loss; every file of it is ordinary code. */
const template = fileURLToPath(new URL("../template", import.meta.url));

/** Files that npm would take for our own under their real names. */
const realNames: Readonly<Record<string, string>> = { gitignore: ".gitignore", "manifest.json": "package.json" };

/**
 * Writes a plugin package with one working loss into a new folder, whole or not at all.
 *
 * @param name - name of the loss, the package and the folder: small letters, digits and hyphens.
 * @param parent - where the folder is made; default the current folder.
 * @returns the path of the folder.
 * @throws when the name cannot be one of a package, or something of that name is there already.
 * @example
 * await createPlugin("my-loss"); // ./my-loss
 */
export async function createPlugin(name: string, parent = "."): Promise<string> {
  demand(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && name.length <= 100, () => ({
    argument: "name",
    expected: "small letters and digits, with single hyphens between words, beginning with a letter",
    received: JSON.stringify(name),
    remedy: "Choose a name such as my-loss",
  }));
  const folder = resolve(parent, name);
  await demandFree(folder);
  const unfinished = await mkdtemp(join(dirname(folder), `.${name}-`)).catch((error) => {
    throw fileError(folder, "write", error);
  });
  try {
    await cp(template, unfinished, { recursive: true });
    await adapt(unfinished, { "my-loss": name, myLoss: identifierOf(name), OUR_VERSION: await ourVersion() });
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

async function demandFree(folder: string): Promise<void> {
  const present = await stat(folder).catch(() => null);
  demand(present === null, () => ({
    argument: basename(folder),
    expected: "a name that is free in this folder",
    received: `${folder}, which exists already`,
    remedy: "Choose another name, or remove it first",
  }));
}

/** `soft-margin` as a variable: `softMarginLoss`; the ending keeps it apart from JavaScript's own words. */
function identifierOf(name: string): string {
  const camel = name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return /loss$/i.test(camel) ? camel : `${camel}Loss`;
}

/** The version of this package, which all of ours share. */
async function ourVersion(): Promise<string> {
  const manifest = await readFile(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

/** Replaces words in the names and texts of all files. */
async function adapt(folder: string, words: Readonly<Record<string, string>>): Promise<void> {
  const replaced = (text: string) => text.replace(/my-loss|myLoss|OUR_VERSION/g, (word) => words[word]!);
  for (const { name, parentPath, path } of await filesIn(folder)) {
    const from = join(parentPath ?? path, name);
    const text = await readFile(from, "utf8");
    await rm(from);
    await writeFile(join(parentPath ?? path, realNames[name] ?? replaced(name)), replaced(text));
  }
}

async function filesIn(folder: string) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile());
}

import { zipMembers } from "@crosstilt/formats";
import { readImages } from "./read-images.js";
import type { ReadOptions } from "./read-options.js";
import type { SourceFile } from "./source-file.js";
import type { Table } from "./table.js";

/** A zip archive of images, as a folder of them; a single folder in it that holds everything is left out of their names. */
export async function readZip({ path, bytes }: SourceFile, options: ReadOptions): Promise<Table> {
  const members = zipMembers(await bytes(), path).filter(({ name }) => !/\/$|^__MACOSX\//.test(name));
  const top = commonFolder(members.map(({ name }) => name));
  const byName = new Map(members.map(({ name, read }) => [name.slice(top.length), read]));
  return readImages({ path, names: [...byName.keys()], read: (name) => byName.get(name)!() }, options);
}

/** The folders that all names begin with, and the last `/`. */
function commonFolder([first = "", ...others]: readonly string[]): string {
  const [top] = /^[^/]+\//.exec(first) ?? [""];
  return others.every((name) => name.startsWith(top)) ? top : "";
}

import { join } from "node:path";
import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import type { PairOrigins, SplitName } from "@crosstilt/dataset-files";
import { writeFileAtomic } from "@crosstilt/formats/node";
import { runFiles } from "./run-folder.js";

/** Pairs whose lines are made at a time. */
const BLOCK = 4096;

/**
 * Writes which pairs of a run are in which part, whole or not at all: CSV, compressed and with the checksum of gzip, with the columns
 * `part`, `key`, `group` where there are some, and the rows in the files of u and of v, from 0.
 */
export async function writePairsRecord(
  folder: string,
  origins: Readonly<Record<SplitName, PairOrigins>>,
): Promise<void> {
  await writeFileAtomic(join(folder, runFiles.pairs), Readable.from(linesOf(origins)).pipe(createGzip()));
}

/** A cell of CSV, quoted where it must be. */
const csvCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function* linesOf(origins: Readonly<Record<SplitName, PairOrigins>>): Iterable<string> {
  const grouped = origins.train.groups !== undefined;
  yield `${["part", "key", ...(grouped ? ["group"] : []), "u_row", "v_row"].join(",")}\n`;
  for (const [part, { keys, groups, rows }] of Object.entries(origins))
    for (let start = 0; start < keys.length; start += BLOCK) {
      const lines = keys.slice(start, start + BLOCK).map((key, i) => {
        const at = start + i;
        const names = [key, ...(grouped ? [groups?.[at] ?? ""] : [])].map(csvCell);
        return `${[part, ...names, rows.u[at], rows.v[at]].join(",")}\n`;
      });
      yield lines.join("");
    }
}

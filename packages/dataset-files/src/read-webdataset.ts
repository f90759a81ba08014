import { demand } from "@crosstilt/core";
import { decodeNpyArray } from "@crosstilt/formats";
import { columnFrom } from "./cells.js";
import { imageColumn } from "./image-column.js";
import { imageFormatOf } from "./image-format.js";
import { parseJson } from "./parse-json.js";
import { chosenNames, kindOf, type ReadOptions } from "./read-options.js";
import type { SourceFile } from "./source-file.js";
import type { Column, Table } from "./table.js";
import { tarFiles } from "./tar-files.js";

/** What the files of one sample hold, by the ending of their names, or by field of their JSON. */
interface Sample {
  readonly key: string;
  readonly cells: Map<string, unknown>;
}

/** An image that is decoded when its column is. */
interface Picture {
  readonly picture: Uint8Array;
}

/** The column of the names that the files of a sample have in common. */
const KEY = "__key__";
const TEXT = /^(txt|text|cls|cls2|caption|label|transcript|id)$/;

/**
 * A shard in the manner of WebDataset: a tar archive in which the files of one sample follow one another and share their name up
 * to the first dot. Columns are `__key__` (the names, a key), what else comes before the ending: images, text, arrays
 * (`npy`), and the fields of `json`. At most so many samples at a time. Refuses endings that it does not know only where they
 * are asked for.
 */
export async function* webdatasetChunks(file: SourceFile, options: ReadOptions, size: number): AsyncGenerator<Table> {
  const { path } = file;
  let samples: Sample[] = [];
  let start = 0;
  for await (const { name, bytes } of tarFiles(await file.ranges(), path)) {
    const [, key, ending] = /^(.*?[^/]*?)\.([^/]*)$/.exec(name) ?? [];
    if (key === undefined || /(^|\/)\._?/.test(name)) continue;
    if (samples.at(-1)?.key !== key) {
      if (samples.length >= size) {
        yield await tableOf(path, samples, start, options);
        start += samples.length;
        samples = [];
      }
      samples.push({ key, cells: new Map([[KEY, key]]) });
    }
    addFile(samples[samples.length - 1]!.cells, ending!.toLowerCase(), await bytes(), `${path}, ${name}`);
  }
  demand(samples.length > 0 || start > 0, () => ({
    argument: path,
    expected: "files of samples, such as a.jpg and a.txt",
    received: "none",
  }));
  if (samples.length > 0) yield await tableOf(path, samples, start, options);
}

function addFile(cells: Map<string, unknown>, ending: string, bytes: Uint8Array, source: string): void {
  if (imageFormatOf(bytes)) cells.set(ending, { picture: bytes } satisfies Picture);
  else if (ending === "json") {
    for (const [field, value] of Object.entries(parseJson(source, new TextDecoder().decode(bytes))))
      cells.set(field, value);
  } else if (ending === "npy") {
    const array = decodeNpyArray(bytes, source);
    cells.set(ending, "words" in array ? array.words : nested(Array.from<number | bigint>(array.data), array.shape));
  } else cells.set(ending, TEXT.test(ending) ? new TextDecoder().decode(bytes).trim() : { unknown: ending });
}

/** Numbers in row-major order as lists within lists. */
function nested(entries: readonly unknown[], [length, ...rest]: readonly number[]): unknown {
  if (length === undefined) return entries[0];
  const width = entries.length / length;
  return Array.from({ length }, (_, i) => nested(entries.slice(i * width, (i + 1) * width), rest));
}

async function tableOf(path: string, samples: readonly Sample[], start: number, options: ReadOptions): Promise<Table> {
  const names = [...new Set(samples.flatMap(({ cells }) => [...cells.keys()]))];
  const place = (row: number) => `sample "${samples[row]!.key}"`;
  const columns: Column[] = [];
  for (const name of chosenNames(names, options, [KEY])) {
    const cells = samples.map(({ cells: own }) => own.get(name));
    columns.push(await columnOf(path, name, cells, options, place));
  }
  const rowNames = { column: KEY, names: samples.map(({ key }) => key) };
  return {
    path,
    rows: samples.length,
    columns,
    names,
    place: (row) => `${place(row)} (row ${start + row + 1})`,
    rowNames,
  };
}

function columnOf(
  path: string,
  name: string,
  cells: readonly unknown[],
  options: ReadOptions,
  place: (row: number) => string,
): Column | Promise<Column> {
  if (!cells.some(isPicture)) return columnFrom({ path, name, cells, kind: kindOf(options, name), options, place });
  const pictures = cells.map((cell, row) =>
    isPicture(cell) ? { place: `${path}, ${place(row)}, ${name}`, bytes: () => cell.picture } : null,
  );
  return imageColumn(name, pictures, options.imageSize);
}

const isPicture = (cell: unknown): cell is Picture => typeof cell === "object" && cell !== null && "picture" in cell;

import { demand } from "@crosstilt/core";
import { instantText } from "@crosstilt/formats";
import type { ColumnData, Compressors, FileMetaData, SchemaElement, SchemaTree } from "hyparquet";
import { PER_SECOND } from "./arrow-units.js";
import { wideAsBinary, wideInteger } from "./arrow-wide-integers.js";
import { BinaryCell } from "./binary-cell.js";
import { columnarTable, explained } from "./columnar.js";
import { decimalCell, integerOfBytes } from "./decimal-text.js";
import { pandasIndex } from "./pandas-index.js";
import { columnGroups } from "./parquet-columns.js";
import { chosenNames, type ReadOptions } from "./read-options.js";
import type { SourceFile } from "./source-file.js";
import type { Table } from "./table.js";
import { tensorShape } from "./tensor-shape.js";

/** A Parquet file; lists become vectors. At most so many rows at a time. */
export async function* parquetChunks(
  { path, ranges }: SourceFile,
  options: ReadOptions,
  size: number,
): AsyncGenerator<Table> {
  const { parquetMetadataAsync, parquetRead, parquetSchema } = await import("hyparquet");
  const { compressors } = await import("hyparquet-compressors");
  const unpackers = boundedAll(path, compressors);
  const { file, metadata, names, children } = await explained(path, "Parquet", async () => {
    const opened = await ranges();
    const read = await parquetMetadataAsync(opened, { geoparquet: false });
    const { children: columns } = parquetSchema(read);
    return { file: opened, metadata: read, children: columns, names: columns.map(({ element }) => element.name) };
  });
  const index = pandasIndex(noteOf(metadata, "pandas"));
  const wanted = new Set(chosenNames(names, options, index));
  const chosen = children.filter(({ element: { name } }) => wanted.has(name) || index.includes(name));
  const notes = await arrowNotes(noteOf(metadata, "ARROW:schema"));
  const count = Number(metadata.num_rows);
  if (count === 0) yield await columnarTable({ path, names, rows: 0, columns: [] }, options);
  const parts = columnGroups(metadata, chosen).map(asStored);
  const settings = { file, compressors: unpackers, parsers, utf8: false, geoparquet: false };
  for (let start = 0; start < count; start += size) {
    const rowEnd = Math.min(count, start + size);
    const columns = chosen.map((tree) => ({
      name: tree.element.name,
      cells: new Array<unknown>(rowEnd - start),
      shape: notes.get(tree.element.name)?.shape,
      cellOf: cellReader(tree, notes.get(tree.element.name)),
    }));
    const byName = new Map(columns.map((column) => [column.name, column]));
    const onChunk = ({ columnName, columnData, rowStart }: ColumnData) => {
      const column = byName.get(columnName);
      const last = Math.min(columnData.length, rowEnd - rowStart);
      for (let i = Math.max(0, start - rowStart); column && i < last; i++)
        column.cells[rowStart + i - start] = column.cellOf(columnData[i]);
    };
    await explained(path, "Parquet", async () => {
      for (const part of parts) await parquetRead({ ...settings, metadata: part, rowStart: start, rowEnd, onChunk });
    });
    yield await columnarTable({ path, names, rows: rowEnd - start, columns, start, index, wanted }, options);
  }
}

/** Bytes that a page may always unpack to; beyond them only so many times its own. */
const [ALWAYS_ALLOWED, LARGEST_RATIO] = [2 ** 28, 64];

/** Unpacks pages, but none that promises far more than its bytes. */
const boundedAll = (path: string, compressors: Compressors): Compressors =>
  Object.fromEntries(
    Object.entries(compressors).map(([codec, unpack]) => [
      codec,
      (input: Uint8Array, size: number) => {
        demand(size <= Math.max(ALWAYS_ALLOWED, LARGEST_RATIO * input.length), () => ({
          argument: path,
          expected: `pages of at most ${LARGEST_RATIO} times their packed bytes, or ${ALWAYS_ALLOWED}`,
          received: `${size} of ${input.length}`,
        }));
        return unpack(input, size);
      },
    ]),
  );

const noteOf = ({ key_value_metadata: entries }: FileMetaData, wanted: string): string | undefined =>
  entries?.find(({ key }) => key === wanted)?.value;

/** Instants keep all their digits. */
const parsers = {
  timestampFromMilliseconds: (count: bigint) => instantText(BigInt(count), "ms"),
  timestampFromMicroseconds: (count: bigint) => instantText(BigInt(count), "us"),
  timestampFromNanoseconds: (count: bigint) => instantText(BigInt(count), "ns"),
  dateFromDays: (days: number) => instantText(BigInt(days) * 86_400n, "s"),
};

/** The library turns decimals into floats, and refuses intervals: without their type it gives what is stored. */
function asStored(metadata: FileMetaData): FileMetaData {
  const schema = metadata.schema.map((element) =>
    decimalScale(element) === undefined && element.converted_type !== "INTERVAL"
      ? element
      : { ...element, converted_type: undefined, logical_type: undefined },
  );
  return { ...metadata, schema };
}

function decimalScale({ converted_type: converted, logical_type: logical, scale }: SchemaElement): number | undefined {
  if (logical?.type === "DECIMAL") return logical.scale;
  return converted === "DECIMAL" ? (scale ?? 0) : undefined;
}

/** What turns a value of a column as the library gives it into a cell. */
function cellReader(tree: SchemaTree, note: ArrowNote = {}): (value: unknown) => unknown {
  let leaf = tree;
  while (leaf.children.length === 1) leaf = leaf.children[0]!;
  const convert = leaf.children.length === 0 ? converterOf(leaf.element, note) : undefined;
  if (!convert) return (value) => value;
  const within = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(within);
    return value === null || value === undefined ? value : convert(value);
  };
  return within;
}

const utf8 = new TextDecoder();

function converterOf(
  element: SchemaElement,
  { perSecond = timesPerSecond(element), wide }: ArrowNote,
): ((value: unknown) => unknown) | undefined {
  const { type, converted_type: converted, logical_type: logical } = element;
  const scale = decimalScale(element);
  if (scale !== undefined)
    return (value) => decimalCell(value instanceof Uint8Array ? integerOfBytes(value) : BigInt(value as number), scale);
  if (converted === "ENUM" || logical?.type === "ENUM")
    return (value) => (value instanceof Uint8Array ? utf8.decode(value) : value);
  if (perSecond !== undefined) return (value) => Number(value) / perSecond;
  if (type !== "BYTE_ARRAY" && type !== "FIXED_LEN_BYTE_ARRAY") return undefined;
  const cellOf = (bytes: Uint8Array) => (wide === undefined ? new BinaryCell(bytes) : wideInteger(bytes, wide));
  return (value) => (value instanceof Uint8Array ? cellOf(value) : value);
}

/** How many units of a time of day are in a second; times come in seconds, whatever the file counts in. */
function timesPerSecond({ converted_type: converted, logical_type: logical }: SchemaElement): number | undefined {
  if (logical?.type === "TIME") return { MILLIS: 1e3, MICROS: 1e6, NANOS: 1e9 }[logical.unit];
  if (converted === "TIME_MILLIS") return 1e3;
  return converted === "TIME_MICROS" ? 1e6 : undefined;
}

/** What only Arrow's own writers say of a column. */
interface ArrowNote {
  readonly shape?: readonly number[];
  /** Of durations, how many units are in a second; Parquet has integers for them. */
  readonly perSecond?: number;
  /** Of integers of 128 bits, whether they have a sign; Parquet has bytes for them. */
  readonly wide?: boolean;
}

/** What the Arrow schema says that Arrow's own writers leave in a file, in Base64. */
async function arrowNotes(schema: string | undefined): Promise<Map<string, ArrowNote>> {
  if (!schema?.trim()) return new Map();
  try {
    const { tableFromIPC, Type } = await import("@uwdata/flechette");
    const message = Uint8Array.from(atob(schema), (character) => character.charCodeAt(0));
    const { bytes, wide } = wideAsBinary(message);
    const { fields } = tableFromIPC(bytes).schema;
    return new Map(
      fields.map(({ name, type, metadata }) => {
        const perSecond = type.typeId === Type.Duration ? PER_SECOND[type.unit] : undefined;
        return [name, { shape: tensorShape(metadata), perSecond, wide: wide.get(name) }];
      }),
    );
  } catch {
    // A schema that cannot be read says nothing; the file is complete without it.
    return new Map();
  }
}

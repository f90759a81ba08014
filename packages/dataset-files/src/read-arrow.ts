import { demand } from "@crosstilt/core";
import { instantText, type TimeUnit } from "@crosstilt/formats";
import type { Column as ArrowColumn, Batch, DataType } from "@uwdata/flechette";
import { dictionariesFirst } from "./arrow-order.js";
import { PER_SECOND, UNITS } from "./arrow-units.js";
import { wideAsBinary, wideInteger } from "./arrow-wide-integers.js";
import { BinaryCell } from "./binary-cell.js";
import { columnarTable, explained } from "./columnar.js";
import { decimalCell } from "./decimal-text.js";
import { decodeLz4Frame } from "./lz4-frame.js";
import { pandasIndex } from "./pandas-index.js";
import { chosenNames, type ReadOptions } from "./read-options.js";
import type { SourceFile } from "./source-file.js";
import type { Table } from "./table.js";
import { tensorShape } from "./tensor-shape.js";

/** An Arrow IPC file or stream (Feather version 2), also compressed with LZ4 or ZSTD, as pandas and Polars write them. */
export async function* arrowChunks({ path, bytes: read }: SourceFile, options: ReadOptions): AsyncGenerator<Table> {
  const { decode, Type } = await loadDecoder();
  const bytes = await read();
  yield await explained(path, "Arrow", async () => {
    const { wide, ...standard } = wideAsBinary(bytes);
    // Numbers of 8 bytes are read where they lie.
    const table = decode(standard.bytes.byteOffset % 8 === 0 ? standard.bytes : standard.bytes.slice());
    const { names, numRows: rows, schema } = table;
    const index = pandasIndex(schema.metadata?.get("pandas"));
    const wanted = new Set(chosenNames(names, options, index));
    const columns = schema.fields.flatMap(({ name, type, metadata }, j) => {
      if (!wanted.has(name) && !index.includes(name)) return [];
      const read = cellsOf(table.getChildAt(j), type, Type, `${path}, column "${name}"`);
      const signed = wide.get(name);
      const cells = signed === undefined ? read : read.map((cell) => wideCell(cell, signed));
      return [{ name, cells, shape: tensorShape(metadata) }];
    });
    return columnarTable({ path, rows, names, columns, index, wanted }, options);
  });
}

const wideCell = (cell: unknown, signed: boolean): unknown =>
  cell instanceof BinaryCell ? wideInteger(cell.bytes, signed) : cell;

type Types = typeof import("@uwdata/flechette")["Type"];

/** The cells of a column, instants as text with all their digits. */
function cellsOf(column: ArrowColumn<unknown>, type: DataType, Type: Types, argument: string): unknown[] {
  if (type.typeId === Type.Timestamp) {
    const unit = UNITS[(type as { unit: number }).unit]!;
    return column.data.flatMap((batch) => instantsOf(batch, unit));
  }
  demand(!holdsInstants(type, Type), () => ({
    argument,
    expected: "timestamps as plain values",
    received: "a dictionary or list of them",
    remedy: "Write them as a plain column, or leave the column out",
  }));
  const convert = converterOf(type, Type);
  return Array.from({ length: column.length }, (_, row) => convert(column.at(row)));
}

function instantsOf(batch: Batch<unknown>, unit: TimeUnit): (string | null)[] {
  const { length, values, validity, nullCount } = batch as Batch<unknown> & { validity?: Uint8Array };
  const isNull = (row: number) =>
    nullCount > 0 && validity !== undefined && validity.length > 0 && !((validity[row >> 3]! >> (row & 7)) & 1);
  return Array.from({ length }, (_, row) =>
    isNull(row) ? null : instantText((values as unknown as BigInt64Array)[row]!, unit),
  );
}

function holdsInstants(type: DataType, Type: Types): boolean {
  const { typeId, dictionary, children } = type as {
    typeId: number;
    dictionary?: DataType;
    children?: { type: DataType }[];
  };
  if (typeId === Type.Timestamp) return true;
  const inner = [...(dictionary ? [dictionary] : []), ...(children ?? []).map((child) => child.type)];
  return typeId !== Type.Struct && inner.some((one) => holdsInstants(one, Type));
}

/** What turns a value as the library gives it into a cell. */
function converterOf(type: DataType, Type: Types): (value: unknown) => unknown {
  const {
    typeId,
    scale = 0,
    unit = 0,
    dictionary,
    children,
  } = type as {
    typeId: number;
    scale?: number;
    unit?: number;
    dictionary?: DataType;
    children?: { type: DataType }[];
  };
  const present = (convert: (value: unknown) => unknown) => (value: unknown) =>
    value === null || value === undefined ? value : convert(value);
  switch (typeId) {
    case Type.Date:
      return present((milliseconds) => instantText(BigInt(milliseconds as number), "ms"));
    case Type.Time:
    case Type.Duration:
      // In seconds, whatever the file counts in: times of several files are compared.
      return present((count) => Number(count) / PER_SECOND[unit]!);
    case Type.Decimal:
      return present((units) => decimalCell(BigInt(units as number | bigint), scale));
    case Type.Binary:
    case Type.LargeBinary:
    case Type.BinaryView:
    case Type.FixedSizeBinary:
      return present((bytes) => new BinaryCell(bytes as Uint8Array));
    case Type.Dictionary:
      return dictionary ? converterOf(dictionary, Type) : (value) => value;
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList:
    case Type.ListView:
    case Type.LargeListView: {
      const convert = children?.[0] ? converterOf(children[0].type, Type) : (value: unknown) => value;
      return present((list) => (ArrayBuffer.isView(list) ? list : Array.from(list as ArrayLike<unknown>, convert)));
    }
    default:
      return (value) => value;
  }
}

/** Loaded only where it is needed, with what it lacks for compressed files. */
async function loadDecoder() {
  const { tableFromIPC, setCompressionCodec, CompressionType, Type } = await import("@uwdata/flechette");
  const { decompressZstd } = await import("hyparquet-compressors");
  const encode = () => {
    throw new Error("nothing is written here");
  };
  setCompressionCodec(CompressionType.LZ4_FRAME, { decode: decodeLz4Frame, encode });
  // The library reads numbers of 8 bytes where they lie, so the content begins a buffer of its own.
  setCompressionCodec(CompressionType.ZSTD, { decode: (bytes) => decompressZstd(bytes).slice(), encode });
  const decode = (bytes: Uint8Array) =>
    tableFromIPC(dictionariesFirst(bytes), { useBigInt: true, useDecimalInt: true });
  return { decode, Type };
}

import { refusal } from "@crosstilt/core";
import type { RecordBatch, Schema, Table } from "apache-arrow";

/** Rows of a gallery as a LanceDB table holds them. */
export interface TableRows {
  /** Places in the gallery. */
  readonly row: Int32Array;
  readonly bias: Float32Array;
  /** `[row.length, width]`. */
  readonly vectors: Float32Array;
  readonly width: number;
}

const INSTALL = 'Install them with "npm install @lancedb/lancedb@0.37.1 apache-arrow@18.1.0"';

/** The optional packages; refuses to go on without them, with what to install. */
export async function lancePackages(): Promise<{
  readonly lancedb: typeof import("@lancedb/lancedb");
  readonly arrow: typeof import("apache-arrow");
}> {
  try {
    return { lancedb: await import("@lancedb/lancedb"), arrow: await import("apache-arrow") };
  } catch (error) {
    const received = (error as Error).message.split("\n")[0]!;
    const expected = "the packages @lancedb/lancedb and apache-arrow";
    throw refusal({ argument: 'engine "lancedb"', expected, received, remedy: INSTALL });
  }
}

/** The columns of a table of vectors. */
export async function lanceSchema(width: number): Promise<Schema> {
  const { Schema, Field, FixedSizeList, Float32, Int32 } = (await lancePackages()).arrow;
  return new Schema([
    new Field("row", new Int32(), false),
    new Field("bias", new Float32(), false),
    new Field("vector", new FixedSizeList(width, new Field("item", new Float32(), false)), false),
  ]);
}

/** Rows as Arrow data, without copies. */
export async function encodeRows({ row, bias, vectors, width }: TableRows): Promise<Table> {
  const { arrow } = await lancePackages();
  const { makeData, Int32, Float32, RecordBatch, Struct, Table } = arrow;
  const schema = await lanceSchema(width);
  const [length, nullCount] = [row.length, 0];
  const numbers = makeData({ type: new Float32(), length: vectors.length, nullCount, data: vectors });
  const children = [
    makeData({ type: new Int32(), length, nullCount, data: row }),
    makeData({ type: new Float32(), length, nullCount, data: bias }),
    makeData({ type: schema.fields[2]!.type, length, nullCount, child: numbers }),
  ];
  return new Table(schema, new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, children })));
}

/** What {@link encodeRows} encoded, from one batch or several. */
export function decodeRows(batches: readonly RecordBatch[], width: number): TableRows {
  const count = batches.reduce((sum, { numRows }) => sum + numRows, 0);
  const rows = {
    row: integers(batches, "row"),
    bias: new Float32Array(count),
    vectors: new Float32Array(count * width),
  };
  let first = 0;
  for (const batch of batches) {
    rows.bias.set(batch.getChild("bias")!.toArray() as Float32Array, first);
    const list = batch.getChild("vector")!.data[0]!;
    const numbers = list.children[0]!.values as Float32Array;
    rows.vectors.set(numbers.subarray(list.offset * width, (list.offset + batch.numRows) * width), first * width);
    first += batch.numRows;
  }
  return { ...rows, width };
}

/** A column of whole numbers; zeros when there is none of that name. */
export function integers(batches: readonly RecordBatch[], name: string): Int32Array {
  const values = new Int32Array(batches.reduce((sum, { numRows }) => sum + numRows, 0));
  let first = 0;
  for (const batch of batches) {
    values.set((batch.getChild(name)?.toArray() as Int32Array | undefined) ?? [], first);
    first += batch.numRows;
  }
  return values;
}

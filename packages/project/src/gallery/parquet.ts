import { parquetWriteBuffer } from "hyparquet-writer";

/** Names, vectors and a number each as a Parquet file with a list column, readable by every other tool. */
export function encodeParquet({
  name,
  embedding,
  bias,
}: {
  readonly name: readonly string[];
  readonly embedding: readonly Float32Array[];
  readonly bias: Float32Array;
}): Uint8Array {
  const buffer = parquetWriteBuffer({
    columnData: [
      { name: "name", data: [...name] },
      { name: "embedding", data: embedding.map((row) => Array.from(row)) },
      { name: "bias", data: Array.from(bias) },
    ],
    schema: [
      { name: "root", num_children: 3 },
      { name: "name", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
      { name: "embedding", converted_type: "LIST", repetition_type: "REQUIRED", num_children: 1 },
      { name: "list", repetition_type: "REPEATED", num_children: 1 },
      { name: "element", type: "FLOAT", repetition_type: "REQUIRED" },
      { name: "bias", type: "FLOAT", repetition_type: "REQUIRED" },
    ],
  });
  return new Uint8Array(buffer);
}

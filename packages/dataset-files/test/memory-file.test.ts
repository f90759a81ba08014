import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeNpy } from "@crosstilt/formats";
import { writeFileAtomic } from "@crosstilt/formats/node";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { readPairs, readTable } from "../src/index.js";

const csv = "name,height\nfir,31\nyew,12.5\n";
const rows = Float32Array.from({ length: 24 }, (_, i) => Math.sin(i));
const contents: Record<string, Uint8Array> = {
  "trees.csv": new TextEncoder().encode(csv),
  "trees.jsonl": new TextEncoder().encode('{"name":"fir","height":31}\n{"name":"yew","height":12.5}\n'),
  "rows.npy": encodeNpy({ shape: [12, 2], data: rows }),
  "trees.parquet": new Uint8Array(
    parquetWriteBuffer({ columnData: [{ name: "height", data: Float64Array.of(31, 12.5), type: "DOUBLE" }] }),
  ),
};

describe("a file in memory", () => {
  it.each(Object.keys(contents))("%s is the table that it is on disk", async (name) => {
    const path = join(tmpdir(), `crosstilt-memory-${process.pid}-${name}`);
    await writeFileAtomic(path, contents[name]!);
    const onDisk = await readTable(path).finally(() => rm(path));
    const inMemory = await readTable(name, { bytes: contents[name]! });
    expect(inMemory.columns).toEqual(onDisk.columns);
    expect(inMemory.path).toBe(name);
  });

  it("makes pairs without any disk, and is named in errors", async () => {
    const side = { path: "rows.npy", bytes: contents["rows.npy"]! };
    const { train, test } = await readPairs({ u: side, v: { ...side, path: "others.npy" } });
    expect(train.length + test.length).toBeGreaterThan(5);
    await expect(readTable("odd.csv", { bytes: Uint8Array.of(0xff, 0xfe, 0x41) })).rejects.toThrow(
      "odd.csv, line 1: expected text in UTF-8",
    );
  });
});

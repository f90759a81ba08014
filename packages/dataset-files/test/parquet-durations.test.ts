import { columnFromArray, duration, int64, TimeUnit, tableFromColumns, tableToIPC } from "@uwdata/flechette";
import { parquetWriteBuffer } from "hyparquet-writer";
import { expect, test } from "vitest";
import { readTable } from "../src/index.js";
import { temporaryFolder } from "./files.js";

const files = temporaryFolder();

test("durations are seconds in Parquet too, where Arrow's writers leave their schema", async () => {
  const counts = [0n, 1_500_000n, 90_000_000n];
  const columns = {
    took: columnFromArray(counts, duration(TimeUnit.MICROSECOND)),
    count: columnFromArray(counts, int64()),
  };
  const schema = tableToIPC(tableFromColumns(Object.entries(columns)), { format: "stream" });
  const path = await files.write(
    "a.parquet",
    new Uint8Array(
      parquetWriteBuffer({
        columnData: ["took", "count"].map((name) => ({ name, data: counts, type: "INT64" as const })),
        kvMetadata: [{ key: "ARROW:schema", value: btoa(String.fromCharCode(...schema!)) }],
      }),
    ),
  );
  const table = await readTable(path);
  expect(table.columns.map(({ values }) => [...values])).toEqual([
    [0, 1.5, 90],
    [0, 1.5e6, 9e7],
  ]);
});

import { demand, refusal } from "@crosstilt/core";
import { attributeOf, isDataset, labelsOf } from "./netcdf4-values.js";
import type { RaggedFile, RaggedVariable } from "./ragged-file.js";

/** The variables of a NetCDF-4 file on disk by the optional package h5wasm, which reads only what is asked for. */
export async function openNetcdf4(path: string): Promise<RaggedFile> {
  const { default: h5, ready } = await import("h5wasm/node").catch(() => {
    throw refusal({
      argument: path,
      expected: "the package h5wasm, which reads NetCDF-4",
      received: "none",
      remedy: "Run: npm install h5wasm",
    });
  });
  // What goes wrong is thrown rather than printed.
  (await ready).activate_throwing_error_handler();
  const file = new h5.File(path, "r");
  const variables = new Map<string, RaggedVariable>();
  for (const name of file.keys()) {
    const dataset = file.get(name);
    if (!isDataset(dataset)) continue;
    variables.set(name, {
      shape: dataset.shape ?? [],
      attribute: (key) => attributeOf(dataset, key),
      async values(start, end) {
        const part = dataset.slice([[start, end]]);
        demand(ArrayBuffer.isView(part), () => ({
          argument: `${path}, variable ${name}`,
          expected: "numbers",
          received: "others",
        }));
        return Float64Array.from(part as unknown as ArrayLike<number>, Number);
      },
      words: async () => labelsOf(dataset.value, dataset.shape ?? []),
    });
  }
  return { variables, close: () => file.close() };
}

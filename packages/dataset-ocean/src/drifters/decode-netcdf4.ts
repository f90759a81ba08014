import { demand, refusal } from "@crosstilt/core";
import type { Dataset, File } from "h5wasm";
import { tracksOfNetcdf } from "./decode-netcdf.js";
import { countsRows } from "./names.js";
import type { NetcdfFile } from "./netcdf-file.js";
import { unpacked } from "./netcdf-values.js";
import { attributeOf, isDataset, labelsOf } from "./netcdf4-values.js";
import type { DecodeOptions } from "./options.js";
import type { DrifterTracks } from "./tracks.js";

/**
 * {@link decodeDrifters} for NetCDF-4 (HDF5), such as the files of the Global Drifter Program, by the optional package h5wasm:
 * one- or two-dimensional variables or contiguous ragged arrays (`rowsize`), packed values, CF time axes. The variables of
 * time, place and id are read whole, 8 bytes a value; others are not.
 *
 * @throws for damaged files and impossible values, naming the file and the variable, and where h5wasm is not installed.
 * @example
 * const { tracks } = await decodeNetcdf4(await readFile("gdp.nc"), { name: "gdp.nc" });
 */
export async function decodeNetcdf4(bytes: Uint8Array, options: DecodeOptions = {}): Promise<DrifterTracks> {
  const { name = "drifters" } = options;
  const { h5, library } = await loadLibrary(name);
  const path = `/${crypto.randomUUID()}.nc`;
  library.FS.writeFile(path, bytes);
  try {
    return opened(name, () => {
      const file = new h5.File(path, "r");
      try {
        return tracksOfNetcdf(name, netcdfFile(name, file), options);
      } finally {
        file.close();
      }
    });
  } finally {
    library.FS.unlink(path);
  }
}

async function loadLibrary(name: string) {
  const { default: h5, ready } = await import("h5wasm").catch(() => {
    throw refusal({
      argument: name,
      expected: "the package h5wasm, which reads NetCDF-4",
      received: "none",
      remedy: "Run: npm install h5wasm",
    });
  });
  const library = await ready;
  // What goes wrong is thrown rather than printed.
  library.activate_throwing_error_handler();
  return { h5, library };
}

function opened<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if ((error as Error).name === "CrosstiltError") throw error;
    throw refusal({
      argument: name,
      expected: "a whole NetCDF-4 file",
      received: `one that cannot be read (${(error as Error).message})`,
      remedy: "The file is damaged or cut off; copy it again",
    });
  }
}

function netcdfFile(name: string, file: File): NetcdfFile {
  const find = (key: string): Dataset => {
    const found = file.get(key);
    demand(isDataset(found), () => ({
      argument: `${name}, variable ${key}`,
      expected: "a variable",
      received: "none",
    }));
    return found;
  };
  const attribute = (key: string, attributeName: string) => attributeOf(find(key), attributeName);
  const names = file.keys().filter((key) => isDataset(file.get(key)));
  return {
    names,
    standardName: (key) => attribute(key, "standard_name")?.toString(),
    isRowSize: (key) => countsRows(key, attribute(key, "sample_dimension")),
    variable(key) {
      const dataset = find(key);
      const values = numbersOf(dataset);
      demand(values !== undefined, () => ({
        argument: `${name}, variable ${key}`,
        expected: "numbers",
        received: "text",
      }));
      return {
        name: key,
        shape: dataset.shape ?? [],
        values: unpacked(values, (attributeName) => attributeOf(dataset, attributeName)),
        units: attribute(key, "units")?.toString(),
        calendar: attribute(key, "calendar")?.toString(),
      };
    },
    labels: (key) =>
      labelsOf(
        opened(name, () => find(key).value),
        find(key).shape ?? [],
      ),
  };
}

function numbersOf({ value }: Dataset): Float64Array | undefined {
  if (typeof value === "number") return Float64Array.of(value);
  if (!ArrayBuffer.isView(value)) return undefined;
  return Float64Array.from(value as unknown as ArrayLike<number>, Number);
}

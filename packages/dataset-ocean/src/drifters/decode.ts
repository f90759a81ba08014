import { demand } from "@crosstilt/core";
import { decodeCsv } from "./decode-csv.js";
import { decodeNetcdf } from "./decode-netcdf.js";
import type { DecodeOptions } from "./options.js";
import type { DrifterTracks } from "./tracks.js";

/**
 * Drifters' tracks from the bytes of a CSV file or of a NetCDF-3 file (classic or 64-bit offset; one- or two-dimensional
 * variables or contiguous ragged arrays). Runs in Node and in the browser.
 *
 * @throws for damaged files and impossible values, naming the file, the line and the column.
 * @example
 * const { tracks } = decodeDrifters(await readFile("drifters.csv"), { name: "drifters.csv" });
 */
export function decodeDrifters(bytes: Uint8Array, options: DecodeOptions = {}): DrifterTracks {
  const { name = "drifters" } = options;
  const magic = String.fromCharCode(...bytes.subarray(0, 4));
  demand(magic.slice(1) !== "HDF", () => ({
    argument: name,
    expected: "CSV or NetCDF-3",
    received: "NetCDF-4 (HDF5)",
    remedy: "Read it with `decodeNetcdf4` of @crosstilt/dataset-ocean/netcdf4, or convert it with `nccopy -k classic`",
  }));
  if (magic.startsWith("CDF")) return decodeNetcdf(name, bytes, options);
  return decodeCsv(name, decodeText(name, bytes), options);
}

function decodeText(name: string, bytes: Uint8Array): string {
  let text: string | null = null;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Not text: refused below.
  }
  demand(text !== null && !text.includes("\0"), () => ({
    argument: name,
    expected: "a CSV file in UTF-8 or a NetCDF-3 file",
    received: "bytes that are neither",
  }));
  return text;
}

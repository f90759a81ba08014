import { demand, refusal, sizeOf } from "@crosstilt/core";
import { NetCDFReader, type Variable } from "netcdfjs";
import { countsRows } from "./names.js";
import { netcdfBlocks, readNumbers, widthOf } from "./netcdf-data.js";
import { type Attribute, unpacked } from "./netcdf-values.js";

/** A numeric variable in float64, unpacked, with NaN where values are missing. */
export interface NetcdfVariable {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float64Array;
  readonly units: string | undefined;
  /** The calendar of a time axis, where it has one. */
  readonly calendar: string | undefined;
}

/** What the readers of tracks ask of a NetCDF-3 file. */
export interface NetcdfFile {
  readonly names: readonly string[];
  standardName(name: string): string | undefined;
  variable(name: string): NetcdfVariable;
  /** A variable of numbers or texts as texts, one for each row. */
  labels(name: string): string[];
  /** Whether a variable counts the rows of a contiguous ragged array. */
  isRowSize(name: string): boolean;
}

/**
 * Opens the bytes of a NetCDF-3 file.
 *
 * @throws naming the file when it is damaged or cut off.
 */
export function openNetcdf(file: string, bytes: Uint8Array): NetcdfFile {
  const { header } = guarded(file, () => new NetCDFReader(bytes));
  const { variables = [], dimensions = [], recordDimension } = header;
  const find = (name: string) => variables.find((candidate) => candidate.name === name)!;
  const blocks = netcdfBlocks(header, bytes.length);
  const lengthOf = (id: number) => (id === recordDimension.id ? blocks.records : (dimensions[id]?.size ?? Number.NaN));
  const shapeOf = ({ dimensions: ids }: Variable) => ids.map(lengthOf);
  const countOf = (variable: Variable) => sizeOf(shapeOf(variable));
  const bytesOf = (variable: Variable): Uint8Array => {
    demandRoom(file, variable, countOf(variable), bytes.length);
    const read = guarded(file, () => blocks.bytesOf(variable, bytes, shapeOf(variable)));
    demandCount(file, variable.name, read.length / widthOf(variable), countOf(variable));
    return read;
  };
  const numbersOf = (variable: Variable) =>
    readNumbers(variable, bytesOf(variable), attribute(variable, "_Unsigned")?.toString() === "true");
  return {
    names: variables.map(({ name }) => name),
    standardName: (name) => attribute(find(name), "standard_name")?.toString(),
    isRowSize: (name) => countsRows(name, attribute(find(name), "sample_dimension")),
    variable(name) {
      const variable = find(name);
      demand(variable.type !== "char", () => ({
        argument: `${file}, variable ${name}`,
        expected: "numbers",
        received: "text",
      }));
      const units = attribute(variable, "units")?.toString();
      const calendar = attribute(variable, "calendar")?.toString();
      return {
        name,
        shape: shapeOf(variable),
        values: unpacked(numbersOf(variable), (key) => attribute(variable, key)),
        units,
        calendar,
      };
    },
    labels(name) {
      const variable = find(name);
      if (variable.type !== "char") return Array.from(numbersOf(variable), String);
      const width = shapeOf(variable).at(-1) || 1;
      const characters = new TextDecoder("latin1").decode(bytesOf(variable));
      return Array.from({ length: Math.ceil(characters.length / width) }, (_, i) =>
        characters
          .slice(i * width, (i + 1) * width)
          .replaceAll("\0", "")
          .trim(),
      );
    },
  };
}

const attribute = ({ attributes }: Variable, name: string): Attribute | undefined =>
  (attributes as { name: string; value: string | number | number[] }[]).find((candidate) => candidate.name === name)
    ?.value;

/** A header may promise anything; more values than the file has bytes are refused before they are read. */
function demandRoom(file: string, { name, offset }: Variable, size: number, bytes: number): void {
  demand(Number.isInteger(size) && size + offset <= bytes, () => ({
    argument: `${file}, variable ${name}`,
    expected: `data within the ${bytes} bytes of the file`,
    received: `${size} values from byte ${offset} on`,
    remedy: "The file is damaged or cut off; copy it again",
  }));
}

function demandCount(file: string, name: string, count: number, size: number): void {
  demand(count >= size, () => ({
    argument: `${file}, variable ${name}`,
    expected: `${size} values`,
    received: String(count),
    remedy: "The file is damaged or cut off; copy it again",
  }));
}

function guarded<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw refusal({
      argument: file,
      expected: "a whole NetCDF-3 file",
      received: `one that cannot be read (${(error as Error).message})`,
      remedy: "The file is damaged or cut off; copy it again",
    });
  }
}

import { demand, refusal } from "@crosstilt/core";
import { NetCDFReader, type Variable } from "netcdfjs";

/** A numeric variable in float64, unpacked, with NaN where values are missing. */
export interface NetcdfVariable {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float64Array;
  readonly units: string | undefined;
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

/** What the library writes where nothing was written. */
const FILL = 9.969209968386869e36;

/**
 * Opens the bytes of a NetCDF-3 file.
 *
 * @throws naming the file when it is damaged or cut off.
 */
export function openNetcdf(file: string, bytes: Uint8Array): NetcdfFile {
  const reader = guarded(file, () => new NetCDFReader(bytes));
  const { variables = [], dimensions = [], recordDimension } = reader.header;
  const find = (name: string) => variables.find((candidate) => candidate.name === name)!;
  const lengthOf = (id: number) =>
    id === recordDimension.id ? recordDimension.length : (dimensions[id]?.size ?? Number.NaN);
  const shapeOf = ({ dimensions: ids }: Variable) => ids.map(lengthOf);
  const dataOf = (name: string): (string | number)[] => {
    const variable = find(name);
    const size = shapeOf(variable).reduce((product, length) => product * length, 1);
    demandRoom(file, variable, size, bytes.length);
    const read = guarded(file, () => reader.getDataVariable(variable).flat() as (string | number)[]);
    const data = variable.type === "char" ? charactersOf(read, size) : read;
    demandCount(file, name, data.length, size);
    return data.slice(0, size);
  };
  return {
    names: variables.map(({ name }) => name),
    standardName: (name) => attribute(find(name), "standard_name")?.toString(),
    isRowSize: (name) => attribute(find(name), "sample_dimension") !== undefined || /^row_?size$/i.test(name),
    variable(name) {
      const variable = find(name);
      demand(variable.type !== "char", () => ({
        argument: `${file}, variable ${name}`,
        expected: "numbers",
        received: "text",
      }));
      const units = attribute(variable, "units")?.toString();
      return { name, shape: shapeOf(variable), values: unpack(variable, dataOf(name)), units };
    },
    labels(name) {
      const variable = find(name);
      const data = dataOf(name);
      if (variable.type !== "char") return data.map(String);
      const width = shapeOf(variable).at(-1) || 1;
      const characters = data.join("");
      return Array.from({ length: Math.ceil(characters.length / width) }, (_, i) =>
        characters
          .slice(i * width, (i + 1) * width)
          .replaceAll("\0", "")
          .trim(),
      );
    },
  };
}

const attribute = ({ attributes }: Variable, name: string): string | number | undefined =>
  (attributes as { name: string; value: string | number }[]).find((candidate) => candidate.name === name)?.value;

/** The reader drops NUL characters at ends; rows of texts need them. */
const charactersOf = (pieces: readonly (string | number)[], size: number): string[] =>
  pieces.flatMap((piece) => [...String(piece).padEnd(Math.max(1, Math.floor(size / pieces.length)), "\0")]);

/** `value · scale_factor + add_offset`, and NaN for whatever the file calls missing. */
function unpack(variable: Variable, data: readonly (string | number)[]): Float64Array {
  const number = (name: string, fallback: number) => Number(attribute(variable, name) ?? fallback);
  const [scale, offset] = [number("scale_factor", 1), number("add_offset", 0)];
  const missing = [number("_FillValue", FILL), number("missing_value", FILL)];
  return Float64Array.from(data, (cell) => {
    const value = Number(cell);
    return missing.includes(value) || Math.abs(value) >= FILL * 0.999 ? Number.NaN : value * scale + offset;
  });
}

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

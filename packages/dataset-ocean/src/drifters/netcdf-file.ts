import { demand, refusal, sizeOf } from "@crosstilt/core";
import { NetCDFReader, type Variable } from "netcdfjs";
import { netcdfBlocks, readNumbers, widthOf } from "./netcdf-data.js";

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

/** What the library writes where nothing was written. */
const FILL = 9.969209968386869e36;

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
    isRowSize: (name) => attribute(find(name), "sample_dimension") !== undefined || /^row_?size$/i.test(name),
    variable(name) {
      const variable = find(name);
      demand(variable.type !== "char", () => ({
        argument: `${file}, variable ${name}`,
        expected: "numbers",
        received: "text",
      }));
      const units = attribute(variable, "units")?.toString();
      const calendar = attribute(variable, "calendar")?.toString();
      return { name, shape: shapeOf(variable), values: unpack(variable, numbersOf(variable)), units, calendar };
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

const attribute = ({ attributes }: Variable, name: string): string | number | readonly number[] | undefined =>
  (attributes as { name: string; value: string | number | number[] }[]).find((candidate) => candidate.name === name)
    ?.value;

/** The numbers of an attribute, of which there may be several. */
const numbersIn = (variable: Variable, name: string): number[] => [attribute(variable, name) ?? []].flat().map(Number);

/** `value · scale_factor + add_offset`, and NaN for whatever the file calls missing or invalid, which it does in packed values. */
function unpack(variable: Variable, data: Float64Array): Float64Array {
  const [scale = 1] = numbersIn(variable, "scale_factor");
  const [offset = 0] = numbersIn(variable, "add_offset");
  const missing = new Set([...numbersIn(variable, "_FillValue"), ...numbersIn(variable, "missing_value")]);
  const [low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY] = validRange(variable);
  return data.map((value) => {
    const valid = value >= low && value <= high && !missing.has(value) && Math.abs(value) < FILL * 0.999;
    return valid ? value * scale + offset : Number.NaN;
  });
}

function validRange(variable: Variable): (number | undefined)[] {
  const range = numbersIn(variable, "valid_range");
  if (range.length === 2) return range;
  return [numbersIn(variable, "valid_min")[0], numbersIn(variable, "valid_max")[0]];
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

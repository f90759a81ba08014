/** A variable to write: its dimensions by name, its type, and its values row by row. */
export interface WrittenVariable {
  readonly dimensions: readonly string[];
  readonly type: "char" | "short" | "int" | "float" | "double";
  readonly values: readonly number[] | string;
  readonly attributes?: Readonly<Record<string, string | number | readonly number[]>>;
}

const codes = { char: 2, short: 3, int: 4, float: 5, double: 6 } as const;
const widths = { char: 1, short: 2, int: 4, float: 4, double: 8 } as const;

/** Bytes of a NetCDF-3 classic file, after the format's specification. */
export function netcdfBytes(
  dimensions: Readonly<Record<string, number>>,
  variables: Readonly<Record<string, WrittenVariable>>,
): Uint8Array {
  const names = Object.keys(dimensions);
  const data = Object.values(variables).map(dataBytes);
  const write = (offsets: readonly number[]) => {
    const out: number[] = [...text("CDF"), 1, ...int(0), ...int(10), ...int(names.length)];
    for (const name of names) out.push(...string(name), ...int(dimensions[name]!));
    out.push(...int(0), ...int(0), ...int(11), ...int(data.length));
    Object.entries(variables).forEach(([name, variable], i) => {
      const ids = variable.dimensions.map((dimension) => names.indexOf(dimension));
      out.push(...string(name), ...int(ids.length), ...ids.flatMap(int), ...attributesBytes(variable.attributes ?? {}));
      out.push(...int(codes[variable.type]), ...int(data[i]!.length), ...int(offsets[i]!));
    });
    return out;
  };
  const start = write(data.map(() => 0)).length;
  const offsets = data.map((_, i) => data.slice(0, i).reduce((sum, { length }) => sum + length, start));
  return Uint8Array.from([...write(offsets), ...data.flat()]);
}

const text = (value: string): number[] => [...value].map((character) => character.charCodeAt(0));
const padded = (bytes: number[]): number[] => [...bytes, ...new Array((4 - (bytes.length % 4)) % 4).fill(0)];
const string = (value: string): number[] => [...int(value.length), ...padded(text(value))];
const int = (value: number): number[] => numberBytes("int", value);

function numberBytes(type: "short" | "int" | "float" | "double", value: number): number[] {
  const view = new DataView(new ArrayBuffer(widths[type]));
  if (type === "short") view.setInt16(0, value);
  else if (type === "int") view.setInt32(0, value);
  else if (type === "float") view.setFloat32(0, value);
  else view.setFloat64(0, value);
  return [...new Uint8Array(view.buffer)];
}

const dataBytes = ({ type, values }: WrittenVariable): number[] =>
  padded(
    typeof values === "string"
      ? text(values)
      : values.flatMap((value) => numberBytes(type === "char" ? "short" : type, value)),
  );

function attributesBytes(attributes: NonNullable<WrittenVariable["attributes"]>): number[] {
  const entries = Object.entries(attributes);
  if (entries.length === 0) return [...int(0), ...int(0)];
  const value = (entry: string | number | readonly number[]) => {
    if (typeof entry === "string") return [...int(2), ...string(entry)];
    const numbers = [entry].flat();
    return [...int(6), ...int(numbers.length), ...numbers.flatMap((number) => numberBytes("double", number))];
  };
  return [
    ...int(12),
    ...int(entries.length),
    ...entries.flatMap(([name, entry]) => [...string(name), ...value(entry)]),
  ];
}

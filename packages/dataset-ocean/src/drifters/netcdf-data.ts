import type { NetCDFReader, Variable } from "netcdfjs";

type Header = NetCDFReader["header"];

const WIDTHS: Readonly<Record<string, number>> = { byte: 1, char: 1, short: 2, int: 4, float: 4, double: 8 };

/** Bytes that a number or character of a variable takes. */
export const widthOf = ({ type }: Variable): number => WIDTHS[type] ?? Number.NaN;

/** Stands for the number of records where a writer did not know it. */
const STREAMING = 0xffff_ffff;

/**
 * Where the data of a NetCDF-3 file lies. The values of one record lie together, each variable filled up to four bytes; a
 * single variable of records is not filled up. (netcdfjs 4.0.0 reads variables of one and two bytes there wrongly.)
 *
 * @see https://docs.unidata.ucar.edu/netcdf-c/current/file_format_specifications.html
 */
export function netcdfBlocks({ variables, dimensions, recordDimension }: Header, byteLength: number) {
  const ofRecord = (variable: Variable): number =>
    variable.dimensions
      .slice(1)
      .reduce((product, id) => product * (dimensions[id]?.size ?? Number.NaN), widthOf(variable));
  const recorded = (variables ?? []).filter(({ record }) => record);
  const step =
    recorded.length === 1
      ? ofRecord(recorded[0]!)
      : recorded.reduce((sum, variable) => sum + 4 * Math.ceil(ofRecord(variable) / 4), 0);
  const first = Math.min(...recorded.map(({ offset }) => offset));
  const { length } = recordDimension;
  const records = length === STREAMING && step > 0 ? Math.floor((byteLength - first) / step) : length;
  return {
    records,
    /** The values of a variable of this shape, row by row, big-endian. */
    bytesOf(variable: Variable, bytes: Uint8Array, shape: readonly number[]): Uint8Array {
      const { offset, record } = variable;
      if (!record) {
        const length = shape.reduce((product, side) => product * side, widthOf(variable));
        return bytes.subarray(offset, offset + length);
      }
      const width = ofRecord(variable);
      const read = new Uint8Array(records * width);
      for (let i = 0; i < records; i++) {
        const start = offset + i * step;
        if (start + width > bytes.length) return read.subarray(0, i * width);
        read.set(bytes.subarray(start, start + width), i * width);
      }
      return read;
    },
  };
}

/** Big-endian numbers of a variable's type; whole ones may be without sign. */
export function readNumbers(variable: Variable, bytes: Uint8Array, unsigned: boolean): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const readers: Readonly<Record<string, (at: number) => number>> = {
    byte: unsigned ? (at) => view.getUint8(at) : (at) => view.getInt8(at),
    short: unsigned ? (at) => view.getUint16(at) : (at) => view.getInt16(at),
    int: unsigned ? (at) => view.getUint32(at) : (at) => view.getInt32(at),
    float: (at) => view.getFloat32(at),
    double: (at) => view.getFloat64(at),
  };
  const read = readers[variable.type]!;
  const width = widthOf(variable);
  return Float64Array.from({ length: Math.floor(bytes.length / width) }, (_, i) => read(i * width));
}

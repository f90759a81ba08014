import { fieldAt, pointedAt } from "./flat-table.js";

/** Numbers of Arrow's types, in a field's place for them. */
const [INTEGER, FIXED_BINARY] = [2, 15];
const BITS = 128;
/** Fields within fields. */
const DEEPEST = 64;
/** Places of what is needed among the fields of tables: Message, Footer, Schema, Field, Int. */
const MESSAGE = { header: 2 };
const FOOTER = { schema: 1 };
const SCHEMA = { fields: 1 };
const FIELD = { name: 0, typeNumber: 2, type: 3, children: 5 };
const INT = { bits: 0, signed: 1 };

/** Bytes of an Arrow file or stream in which integers of 128 bits are said to be binary values of 16 bytes. */
export interface WideAsBinary {
  readonly bytes: Uint8Array;
  /** The columns that are such integers, and whether they have a sign. */
  readonly wide: ReadonlyMap<string, boolean>;
}

/**
 * Arrow with integers of 128 bits, which Polars writes beyond the standard, as its library can read it: a single one would make
 * the whole file unreadable. Both types have the same layout, so that only the schema changes, in a copy.
 */
export function wideAsBinary(bytes: Uint8Array): WideAsBinary {
  const given = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields = schemasOf(given).flatMap((schema) => fieldsIn(given, fieldAt(given, schema, SCHEMA.fields), 0));
  const found = fields.filter((field) => isWide(given, field));
  if (found.length === 0) return { bytes, wide: new Map() };
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  const wide = new Map<string, boolean>();
  for (const field of found) {
    const type = pointedAt(view, fieldAt(view, field, FIELD.type));
    const signed = fieldAt(view, type, INT.signed);
    wide.set(nameOf(view, field), signed > 0 && view.getUint8(signed) === 1);
    view.setUint8(fieldAt(view, field, FIELD.typeNumber), FIXED_BINARY);
    view.setInt32(fieldAt(view, type, INT.bits), BITS / 8, true);
  }
  return { bytes: copy, wide };
}

/** The integer of 16 bytes, the lowest first. */
export function wideInteger(bytes: Uint8Array, signed: boolean): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const integer = (view.getBigUint64(8, true) << 64n) | view.getBigUint64(0, true);
  return signed ? BigInt.asIntN(BITS, integer) : integer;
}

/** The schema of a file's footer, or of the first message of a stream; none where there is no such thing. */
function schemasOf(view: DataView): number[] {
  const at = isFile(view) ? schemaOfFooter(view) : schemaOfStream(view);
  return at > 0 ? [pointedAt(view, at)] : [];
}

/** Whether it begins with ARROW1. */
const isFile = (view: DataView): boolean =>
  view.getUint32(0, true) === 0x4f525241 && view.getUint16(4, true) === 0x3157;

/** Between the footer and the mark at the end stands the length of the footer. */
function schemaOfFooter(view: DataView): number {
  const end = view.byteLength - 10;
  return fieldAt(view, pointedAt(view, end - view.getInt32(end, true)), FOOTER.schema);
}

/** Streams of old have no mark before the length of the message. */
function schemaOfStream(view: DataView): number {
  const message = view.getInt32(0, true) === -1 ? 8 : 4;
  return fieldAt(view, pointedAt(view, message), MESSAGE.header);
}

/** The fields of a list, each before those within it. */
function fieldsIn(view: DataView, list: number, depth: number): number[] {
  if (list === 0) return [];
  if (depth > DEEPEST) throw new Error(`more than ${DEEPEST} fields within fields`);
  const at = pointedAt(view, list);
  const count = view.getUint32(at, true);
  if (at + 4 + 4 * count > view.byteLength) throw new Error(`a list of ${count} fields, which do not fit`);
  return Array.from({ length: count }, (_, i) => pointedAt(view, at + 4 + 4 * i)).flatMap((field) => [
    field,
    ...fieldsIn(view, fieldAt(view, field, FIELD.children), depth + 1),
  ]);
}

function isWide(view: DataView, field: number): boolean {
  const typeNumber = fieldAt(view, field, FIELD.typeNumber);
  if (typeNumber === 0 || view.getUint8(typeNumber) !== INTEGER) return false;
  const bits = fieldAt(view, pointedAt(view, fieldAt(view, field, FIELD.type)), INT.bits);
  return bits > 0 && view.getInt32(bits, true) === BITS;
}

function nameOf(view: DataView, field: number): string {
  const name = fieldAt(view, field, FIELD.name);
  if (name === 0) return "";
  const at = pointedAt(view, name);
  return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + 4, view.getUint32(at, true)));
}

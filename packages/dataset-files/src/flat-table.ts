/**
 * Where a field of a table of FlatBuffers stands; 0 where it is left out.
 *
 * @see https://flatbuffers.dev/internals/
 */
export function fieldAt(view: DataView, table: number, field: number): number {
  const fields = table - view.getInt32(table, true);
  const slot = 4 + 2 * field;
  const offset = slot < view.getUint16(fields, true) ? view.getUint16(fields + slot, true) : 0;
  return offset === 0 ? 0 : table + offset;
}

/** The table, list or text that an offset stands for. */
export const pointedAt = (view: DataView, at: number): number => at + view.getUint32(at, true);

/** Lists are no deeper than this. */
export const DEEPEST = 16;

/** Whether a cell is a list of a file's own or a typed array. */
export function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** Lengths of a list's axes by its first entries; undefined where it is too deep. */
export function shapeOfList(list: ArrayLike<unknown>): number[] | undefined {
  const shape: number[] = [];
  for (let inner: unknown = list; isList(inner); inner = inner[0]) {
    if (shape.length === DEEPEST) return undefined;
    shape.push(inner.length);
  }
  return shape;
}

/** What is wrong with a list for its shape: the shape of the part that differs. */
export type Ragged = { readonly found: number; readonly axis: number };

/**
 * Calls `visit` for every entry of a list of this shape, in row-major order, with its place; says what has another length,
 * or undefined. A list where an entry must be counts as one of another shape.
 */
export function visitList(
  list: ArrayLike<unknown>,
  shape: readonly number[],
  visit: (entry: unknown, at: number) => void,
): Ragged | undefined {
  let at = 0;
  const walk = (part: ArrayLike<unknown>, axis: number): Ragged | undefined => {
    if (part.length !== shape[axis]) return { found: part.length, axis };
    for (let i = 0; i < part.length; i++) {
      const entry = part[i];
      if (axis === shape.length - 1) visit(entry, at++);
      else if (!isList(entry)) return { found: 0, axis: axis + 1 };
      else {
        const wrong = walk(entry, axis + 1);
        if (wrong) return wrong;
      }
    }
    return undefined;
  };
  return walk(list, 0);
}

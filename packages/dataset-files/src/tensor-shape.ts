/**
 * Shape of the samples of a column of Arrow's extension type "arrow.fixed_shape_tensor", from the metadata of its field;
 * undefined for other columns and for axes in another order than that of memory.
 *
 * @see https://arrow.apache.org/docs/format/CanonicalExtensions.html#fixed-shape-tensor
 */
export function tensorShape(metadata: ReadonlyMap<string, string> | null | undefined): readonly number[] | undefined {
  if (metadata?.get("ARROW:extension:name") !== "arrow.fixed_shape_tensor") return undefined;
  try {
    const { shape, permutation } = JSON.parse(metadata.get("ARROW:extension:metadata") ?? "{}");
    const inOrder = (permutation ?? []).every((axis: unknown, i: number) => axis === i);
    return Array.isArray(shape) && shape.every(Number.isSafeInteger) && inOrder ? shape : undefined;
  } catch {
    return undefined;
  }
}

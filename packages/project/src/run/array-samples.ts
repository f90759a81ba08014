import { demand } from "@crosstilt/core";
import type { SideMetadata } from "@crosstilt/dataset-files";
import { sizeOf } from "@crosstilt/formats";

/** What is to be said of samples that are arrays of some shape: one column, as they are. */
export function arraySamples(shape: readonly number[], path = ""): SideMetadata {
  const size = sizeOf(shape);
  demand(size > 0, () => ({ argument: "shape", expected: "samples of at least one number", received: `[${shape}]` }));
  return {
    path,
    encodings: [{ name: "values", kind: "vector", shape: shape.length > 0 ? shape : [1] }],
    transform: { name: "none", mean: new Array(size).fill(0) },
  };
}

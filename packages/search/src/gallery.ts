import type { Embeddings } from "@crosstilt/core";

/** What is searched: the gallery's side of a score form. */
export interface Gallery extends Embeddings {
  /** The inverse temperature of the score form (default 1). */
  readonly scale?: number;
}

import { demand } from "../errors.js";
import { demandEmbeddings, type Embeddings } from "./embeddings.js";

/** A score matrix as factors: `S[i, j] = scale · ⟨u_i, v_j⟩ + α_i + β_j`, the numbers of a score form. */
export interface Factors {
  readonly u: Embeddings;
  readonly v: Embeddings;
  /** The inverse temperature; 1 when absent. */
  readonly scale?: number;
}

/** Refuses sides that are empty or do not fit each other, and numbers that are not finite. */
export function demandFactors({ u, v, scale = 1 }: Factors): void {
  demandEmbeddings("u", u);
  demandEmbeddings("v", v);
  demand(u.dimension === v.dimension, () => ({
    argument: "embeddings",
    expected: "u and v of one dimension",
    received: `${u.dimension} and ${v.dimension}`,
    remedy: "Give both encoders the same output dimension",
  }));
  demand(Number.isFinite(scale), () => ({ argument: "scale", expected: "a finite number", received: String(scale) }));
}

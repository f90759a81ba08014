import { demand, type ScoreForm } from "@crosstilt/core";

/** The embeddings of one side of a score form. */
export interface Embeddings {
  /** `[n, dimension]` in row-major order. */
  readonly vectors: Float32Array;
  readonly dimension: number;
  /** Added to every score of a row, `[n]`: α or β of the score form; zero when absent. */
  readonly bias?: Float32Array;
}

/**
 * A score matrix `[n, m]` in factored form outside of tfjs: `S[i, j] = scale · ⟨u_i, v_j⟩ + α_i + β_j`. Functions of this
 * package read it in blocks, so that the matrix itself never exists.
 */
export interface FactoredScores {
  readonly u: Embeddings;
  readonly v: Embeddings;
  readonly scale: number;
}

/**
 * The numbers of a metric's score form, read from the backend; the form's tensors stay the caller's.
 *
 * @example
 * const scores = await factoredScores(metric.form(u, v, parameters));
 * const { indices } = topK(scores, 10);
 */
export async function factoredScores(form: ScoreForm): Promise<FactoredScores> {
  const [u, v, scale, alpha, beta] = await Promise.all(
    [form.u, form.v, form.scale, form.alpha, form.beta].map(
      async (tensor) => tensor && ((await tensor.data()) as Float32Array),
    ),
  );
  const dimension = form.u.shape[1];
  const scores = {
    u: { vectors: u!, dimension, bias: alpha },
    v: { vectors: v!, dimension, bias: beta },
    scale: scale?.[0] ?? 1,
  };
  demandScores(scores);
  return scores;
}

/** The transposed matrix: queries and gallery exchanged; shares the numbers. */
export function transposed({ u, v, scale }: FactoredScores): FactoredScores {
  return { u: v, v: u, scale };
}

/** The number of rows. */
export function countOf({ vectors, dimension }: Embeddings): number {
  return vectors.length / dimension;
}

/** One entry, by the same arithmetic as the blocks of `scoreTiles`, so that equal entries are equal bits. */
export function scoreOf({ u, v, scale }: FactoredScores, i: number, j: number): number {
  const [a, b] = [i * u.dimension, j * v.dimension];
  let product = 0;
  for (let t = 0; t < u.dimension; t++) product += u.vectors[a + t] * v.vectors[b + t];
  return scale * product + (u.bias?.[i] ?? 0) + (v.bias?.[j] ?? 0);
}

/** The scores of true pairs, row i of u with row i of v, `[n]`. Refuses sides of different counts. */
export function pairedScoresOf(scores: FactoredScores): Float64Array {
  const [n, m] = [countOf(scores.u), countOf(scores.v)];
  demand(n === m, () => ({ argument: "pairs", expected: `${n} rows of v, as many as of u`, received: String(m) }));
  return Float64Array.from({ length: n }, (_, i) => scoreOf(scores, i, i));
}

/** Refuses sides that do not fit each other, and numbers that are not finite. */
export function demandScores({ u, v, scale }: FactoredScores): void {
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

/** Refuses embeddings without rows, of ragged length or with numbers that are not finite. */
export function demandEmbeddings(argument: string, { vectors, dimension, bias }: Embeddings): void {
  const n = vectors.length / dimension;
  demand(Number.isInteger(dimension) && dimension > 0 && Number.isInteger(n) && n > 0, () => ({
    argument,
    expected: "at least one row of a positive dimension",
    received: `${vectors.length} numbers of dimension ${dimension}`,
  }));
  demand(bias === undefined || bias.length === n, () => ({
    argument: `${argument}.bias`,
    expected: `${n} numbers, one for each row`,
    received: String(bias?.length),
  }));
  demandFinite(argument, vectors, dimension);
  if (bias) demandFinite(`${argument}.bias`, bias, 1);
}

function demandFinite(argument: string, numbers: Float32Array, dimension: number): void {
  let wrong = 0;
  while (wrong < numbers.length && numbers[wrong] - numbers[wrong] === 0) wrong += 1;
  demand(wrong === numbers.length, () => ({
    argument: `${argument}, row ${Math.floor(wrong / dimension)}`,
    expected: "finite numbers",
    received: String(numbers[wrong]),
    remedy: "Look for NaN in the inputs or a diverged training",
  }));
}

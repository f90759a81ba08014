import { demand, type Relevance, type Scores } from "@crosstilt/core";
import { diagonalPairs } from "./pair-counts.js";

/** Row i of u belongs to row i of v; refuses sides of different counts. */
export const pairedRelevance = (scores: Scores): Relevance => Array.from(diagonalPairs(scores).u, (i) => [i]);

/** The same relation seen from the gallery: for each of m entries the queries it is right for. */
export function transposedRelevance(relevance: Relevance, m: number): Relevance {
  const transposed: number[][] = Array.from({ length: m }, () => []);
  relevance.forEach((list, i) => {
    for (let r = 0; r < list.length; r++) transposed[list[r]!]!.push(i);
  });
  return transposed;
}

/** Refuses lists for other counts, indices out of range or given twice, and no relevant entry at all. */
export function demandRelevance(relevance: Relevance, { shape: [n, m] }: Scores): void {
  demand(relevance.length === n, () => ({
    argument: "relevant",
    expected: `${n} lists, one for each row of u`,
    received: String(relevance.length),
  }));
  relevance.forEach((list, i) => {
    const indices = Array.from(list);
    const valid = indices.every((index) => Number.isInteger(index) && index >= 0 && index < m);
    demand(valid && new Set(indices).size === indices.length, () => ({
      argument: `relevant[${i}]`,
      expected: `different integers from 0 to ${m - 1}`,
      received: `[${indices.slice(0, 8).join(", ")}]`,
    }));
  });
  demand(
    relevance.some((list) => list.length > 0),
    () => ({ argument: "relevant", expected: "at least one relevant entry", received: "none" }),
  );
}

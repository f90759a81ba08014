import { countOf, type FactoredScores, factoredScores, takeRows, topK } from "@crosstilt/core";
import type { OceanSplits } from "@crosstilt/dataset-ocean";
import { type FieldExample, fieldExample } from "./field-example.js";

/** A path, its potential, and the one that the transformer retrieves for it. */
export interface RetrievedExample {
  readonly index: number;
  readonly retrieved: number;
  readonly truth: FieldExample;
  readonly found: FieldExample;
}

/** Paths looked through for one whose potential is found, and one whose is missed. */
const LOOKED_THROUGH = 512;

/** The potentials retrieved for the first test path that is given its own, and for the first that is given another. */
export function retrievedExamples({ test }: OceanSplits, { u, v, scale }: FactoredScores): RetrievedExample[] {
  const firstPaths = Array.from({ length: Math.min(LOOKED_THROUGH, countOf(v)) }, (_, i) => i);
  const found = topK(factoredScores({ u: takeRows(v, firstPaths), v: u, scale }), 1).indices;
  const right = found.findIndex((retrieved, index) => retrieved === index);
  const wrong = found.findIndex((retrieved, index) => retrieved !== index);
  return [right, wrong]
    .filter((index) => index >= 0)
    .map((index) => ({
      index,
      retrieved: found[index]!,
      truth: fieldExample(test.raw, test.shape.v, index),
      found: fieldExample(test.raw, test.shape.v, found[index]!),
    }));
}

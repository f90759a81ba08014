import type { Match } from "./search.js";

/** A match's probability in per cent; its score where the loss gives scores no such meaning. */
export const confidence = ({ probability, score }: Pick<Match, "probability" | "score">): string =>
  probability === null ? `score ${score.toPrecision(3)}` : percent(probability);

/** A probability in per cent. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

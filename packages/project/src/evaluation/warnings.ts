import type { DirectionReport, EmbeddingDiagnostics } from "@crosstilt/evaluation";

/** Share of the dimensions below which embeddings count as collapsed. */
const FEW_DIMENSIONS = 0.1;
/** Uniformity above which normalised embeddings are nearly one point; 0 is one point. */
const ONE_POINT = -0.05;

/** What looks collapsed or no better than chance, in words. */
export function collapseWarnings(
  embeddings: Readonly<Record<"u" | "v", EmbeddingDiagnostics>>,
  { uToV, vToU }: Readonly<Record<"uToV" | "vToU", DirectionReport>>,
): string[] {
  const sides = (["u", "v"] as const).flatMap((side) => sideWarnings(side, embeddings[side]));
  const ways = Object.entries({ "u to v": uToV, "v to u": vToU }).flatMap(([way, report]) => chance(way, report));
  return [...sides, ...ways];
}

function sideWarnings(side: string, { effectiveRank, dimension, uniformity, count }: EmbeddingDiagnostics): string[] {
  const possible = Math.min(dimension, count - 1);
  if (uniformity > ONE_POINT)
    return [`embeddings of ${side} are nearly one point (uniformity ${uniformity.toFixed(3)})`];
  if (effectiveRank >= FEW_DIMENSIONS * possible) return [];
  return [`embeddings of ${side} use ${effectiveRank.toFixed(1)} of ${possible} possible dimensions`];
}

function chance(way: string, { metrics, gallery }: DirectionReport): string[] {
  const { medianRank } = metrics;
  if (medianRank! < 0.4 * (gallery + 1)) return [];
  return [`retrieval from ${way} is little better than chance (median rank ${medianRank} of ${gallery})`];
}

import { drawPairs } from "@crosstilt/labs/story";
import type { PairSpread } from "@crosstilt/labs/tilt";
import { useMemo } from "react";
import { tenths } from "../components/marks.js";
import type { Scales } from "../components/plot.js";

const COUNT = 250;

/** Pairs of the truth as dots; the same draws whatever the truth, so that a drag moves them. */
export function Samples({ spreadU, spreadV, correlation, scales }: PairSpread & { scales: Scales }) {
  const path = useMemo(() => {
    const { u, v } = drawPairs({ correlation, count: COUNT, seed: 1 });
    return u.map((x, i) => `M${tenths(scales.x(spreadU * x))} ${tenths(scales.y(spreadV * v[i]!))}h0`).join("");
  }, [spreadU, spreadV, correlation, scales]);
  return <path className="samples" d={path} />;
}

import { closedForm, type Errors, meanPlugInErrors } from "@crosstilt/labs/process";
import { useMemo } from "react";
import type { Point } from "../components/marks.js";
import { V } from "../components/maths.js";
import type { Axis } from "../components/plot.js";
import { whole } from "../state/format.js";
import { ErrorPanel, power } from "./error-panel.js";
import { type ProcessSettings, pairCount } from "./settings.js";

const ranks = [1, 2, 3, 4, 5, 6];
const sizes = [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];
const exact = new Map(ranks.map((rank) => [rank, closedForm(rank)]));

/** The closed form of a dimension, computed once. */
export const exactOf = (rank: number) => exact.get(rank)!;

/** Errors against the embedding dimension (fig 8) and against the number of training pairs (fig 10). */
export function ErrorPanels({ settings }: { settings: ProcessSettings }) {
  const { rank, seed } = settings;
  const count = pairCount(settings);
  const byRank = useMemo(() => ranks.map((r) => meanPlugInErrors(r, count, seed)), [count, seed]);
  const bySize = useMemo(() => sizes.map((size) => meanPlugInErrors(rank, size, seed)), [rank, seed]);
  return (
    <>
      <DimensionPanel side="uGivenV" rank={rank} count={count} byRank={byRank} />
      <DimensionPanel side="vGivenU" rank={rank} count={count} byRank={byRank} />
      <SizePanel rank={rank} count={count} bySize={bySize} />
    </>
  );
}

const names = { uGivenV: ["u", "v"], vGivenU: ["v", "u"] } as const;

function DimensionPanel(props: { side: keyof Errors; rank: number; count: number; byRank: readonly Errors[] }) {
  const { side, rank, count, byRank } = props;
  const [of, given] = names[side];
  const x: Axis = { domain: [0.7, 6.3], ticks: ranks, label: "embedding dimension" };
  return (
    <ErrorPanel
      title={
        <>
          mean of <V of={of} /> given <V of={given} />
        </>
      }
      detail={<>E|error|² by dimension, {whole(count)} pairs</>}
      label={`Error of the mean of ${of} given ${given} by embedding dimension`}
      x={x}
      curves={[
        { className: "model", points: byRank.map((errors, i): Point => [ranks[i]!, errors[side]]), dots: true },
        { className: "truth", points: ranks.map((r): Point => [r, exactOf(r)[side]]), dots: true },
      ]}
    >
      {(scales) => <line className="given-line" x1={scales.x(rank)} x2={scales.x(rank)} y1={8} y2={206} />}
    </ErrorPanel>
  );
}

function SizePanel({ rank, count, bySize }: { rank: number; count: number; bySize: readonly Errors[] }) {
  const x: Axis = {
    domain: [80, 125_000],
    ticks: [100, 1000, 10_000, 100_000],
    show: power,
    log: true,
    label: "training pairs",
  };
  const curve = (side: keyof Errors): Point[] => bySize.map((errors, i) => [sizes[i]!, errors[side]]);
  const floor = (side: keyof Errors): Point[] => [
    [sizes[0]!, exactOf(rank)[side]],
    [sizes.at(-1)!, exactOf(rank)[side]],
  ];
  return (
    <ErrorPanel
      title="both means, by training pairs"
      detail={
        <>
          dimension {rank}; above <V of="v" /> given <V of="u" />, below <V of="u" /> given <V of="v" />
        </>
      }
      label={`Errors of both conditional means by training pairs at dimension ${rank}`}
      x={x}
      curves={[
        { className: "model lower", points: curve("uGivenV"), dots: true },
        { className: "model upper", points: curve("vGivenU"), dots: true },
        { className: "truth lower", points: floor("uGivenV") },
        { className: "truth upper", points: floor("vGivenU") },
      ]}
    >
      {(scales) => <line className="given-line" x1={scales.x(count)} x2={scales.x(count)} y1={8} y2={206} />}
    </ErrorPanel>
  );
}

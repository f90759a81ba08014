import type { Scores } from "@crosstilt/core";
import { decimal } from "../state/format.js";
import { Drawing } from "./drawing.js";

const CELL = 26;
const EDGE = 22;

/**
 * A score matrix as squares, row i for u_i: blue above zero, orange below, deeper the further from it; the diagonal, where partners
 * meet, is framed.
 */
export function ScoreMatrix({ scores, label, most = 3 }: { scores: Scores; label: string; most?: number }) {
  const [n, m] = scores.shape;
  const [width, height] = [EDGE + m * CELL + 2, EDGE + n * CELL + 2];
  const cells = Array.from({ length: n * m }, (_, k) => ({ i: Math.floor(k / m), j: k % m }));
  return (
    <Drawing width={width} height={height} label={label} className="score-matrix">
      {Array.from({ length: Math.max(n, m) }, (_, k) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the index is the row and column
        <g key={k}>
          {k < n && <Name letter="u" index={k} x={EDGE - 6} y={EDGE + (k + 0.66) * CELL} anchor="end" />}
          {k < m && <Name letter="v" index={k} x={EDGE + (k + 0.5) * CELL} y={EDGE - 8} anchor="middle" />}
        </g>
      ))}
      {cells.map(({ i, j }) => {
        const score = scores.at(i, j);
        return (
          <rect
            key={`${i} ${j}`}
            className={`score ${score >= 0 ? "high" : "low"} ${i === j ? "partner" : ""}`}
            x={EDGE + j * CELL + 1}
            y={EDGE + i * CELL + 1}
            width={CELL - 2}
            height={CELL - 2}
            rx={2}
            fillOpacity={0.04 + 0.92 * Math.min(1, Math.abs(score) / most)}
          >
            <title>{`s(u${i + 1}, v${j + 1}) = ${decimal(score)}`}</title>
          </rect>
        );
      })}
    </Drawing>
  );
}

const Name = (props: { letter: string; index: number; x: number; y: number; anchor: "end" | "middle" }) => (
  <text x={props.x} y={props.y} textAnchor={props.anchor}>
    <tspan className="maths">{props.letter}</tspan>
    <tspan className="index" dy={3}>
      {props.index + 1}
    </tspan>
  </text>
);

import { axisLimit, logRatioGrid, type PairLaw, type Solution } from "@crosstilt/labs/tilt";
import { memo, type ReactNode, useMemo } from "react";
import { V } from "../components/maths.js";
import type { Scales } from "../components/plot.js";
import { decimal } from "../state/format.js";
import { JointPanel } from "./joint-panel.js";
import { LogRatioLines } from "./log-ratio-lines.js";
import type { TiltSettings } from "./settings.js";

const CELLS = 43;

/** The tilt itself: how much the model lifts or presses down the reference at each place, and the score in numbers. */
export const TiltPanel = memo(function TiltPanel(props: {
  settings: TiltSettings;
  law: PairLaw;
  score: Solution["score"];
  children: (scales: Scales) => ReactNode;
}) {
  const { settings, law, score, children } = props;
  const { spreadU, spreadV, correlation, u, v } = settings;
  const grid = useMemo(
    () => logRatioGrid(law, { spreadU, spreadV, correlation }, CELLS, axisLimit),
    [law, spreadU, spreadV, correlation],
  );
  return (
    <JointPanel
      className="tilt"
      title={
        <>
          Tilt{" "}
          <span className="math">
            e
            <sup>
              <i>s</i>
            </sup>
            /<i>Z</i>
          </span>
        </>
      }
      detail={score ? <Score score={score} /> : "blue lifts the reference, orange presses it down"}
      label="Log ratio of the model to the reference: above zero along pairs that fit, below elsewhere"
      shape={null}
      table={() => {
        const place = (i: number) => axisLimit * ((2 * i) / (CELLS - 1) - 1);
        return Array.from(grid.values, (value, k) => ({
          u: place(k % CELLS),
          v: place(Math.floor(k / CELLS)),
          "log ratio": value,
        }));
      }}
      given={{ u, v }}
    >
      {(scales) => (
        <>
          <LogRatioLines grid={grid} scales={scales} />
          {children(scales)}
        </>
      )}
    </JointPanel>
  );
});

/** `s = 0.44 uv − 0.12 u² − 0.12 v²`. */
function Score({ score }: { score: NonNullable<Solution["score"]> }) {
  if ("kappa" in score)
    return (
      <span data-score={score.kappa.toFixed(4)}>
        <V of="s" /> = {decimal(score.kappa)} sign(
        <V of="uv" />)
      </span>
    );
  const { product, squareU, squareV } = score;
  return (
    <span data-score={product.toFixed(4)}>
      <V of="s" /> = {decimal(product)} <V of="uv" />
      <Square of="u" factor={squareU / 2} />
      <Square of="v" factor={squareV / 2} />
    </span>
  );
}

const Square = ({ of, factor }: { of: string; factor: number }) =>
  Math.abs(factor) < 0.005 ? null : (
    <>
      {factor < 0 ? " − " : " + "}
      {decimal(Math.abs(factor))} <V of={of} />²
    </>
  );

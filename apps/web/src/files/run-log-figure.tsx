import type { RunLog } from "@crosstilt/labs/files/run-log";
import { Legend } from "../components/legend.js";
import { Curve } from "../components/marks.js";
import { type Axis, Plot } from "../components/plot.js";
import { Figure } from "../figure/figure.js";
import { decimal } from "../state/format.js";
import { niceTicks } from "../state/ticks.js";

/** The losses of a run over its steps: of batches, and of the validation pairs after each epoch. */
export function RunLogFigure({ log: { candidate, steps, validation } }: { log: RunLog }) {
  const losses = [...steps, ...validation].map(([, loss]) => loss);
  const [low, high] = [Math.min(...losses), Math.max(...losses, Math.min(...losses) + 0.1)];
  const total = Math.max(steps.at(-1)![0], validation.at(-1)?.[0] ?? 1);
  const x: Axis = { domain: [0, total], ticks: niceTicks(0, total, 4), label: "step" };
  const y: Axis = {
    domain: [low, high],
    ticks: niceTicks(low, high, 4),
    show: (tick) => decimal(tick, 2),
    label: "loss",
  };
  return (
    <Figure
      className="training-figure"
      title={candidate ? `The losses of the run's ${candidate}` : "The run's losses"}
      name="run-losses"
      data={() => [
        ...steps.map(([step, loss]) => ({ of: "batch", step, loss })),
        ...validation.map(([step, loss]) => ({ of: "validation", step, loss })),
      ]}
    >
      <Legend
        entries={[
          ["reference", "batches"],
          ["model", "validation pairs"],
        ]}
      />
      <Plot x={x} y={y} width={640} height={220} left={52} label={`Losses of the run over ${total} steps`}>
        {(scales) => (
          <>
            <Curve className="reference" points={steps} scales={scales} />
            <Curve className="model" points={validation} scales={scales} />
          </>
        )}
      </Plot>
    </Figure>
  );
}

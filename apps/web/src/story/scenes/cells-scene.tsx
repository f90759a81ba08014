import { type Solution, scalarNormal, solveModel, solveTruth } from "@crosstilt/labs/tilt";
import { useState } from "react";
import { Legend } from "../../components/legend.js";
import { Curve, sampled } from "../../components/marks.js";
import { V } from "../../components/maths.js";
import { Plot } from "../../components/plot.js";
import { Figure } from "../../figure/figure.js";
import { tableOf } from "../../figure/table.js";
import { Contours } from "../../tilt/contours.js";
import { shapeData } from "../../tilt/shape-data.js";
import { type Verdict, verdicts } from "../../tilt/words.js";
import { ChoicePrediction } from "../choice-prediction.js";
import { Plane, planeAxis, planeLimit } from "../plane.js";
import { Scene } from "../scene.js";

const common = { spreadU: 1, spreadV: 1, correlation: 0.75, u: 1, v: 1 };
const metrics = ["inner-product", "quadratic"] as const;
const losses = {
  both: { loss: "conditional", lambdaU: 1 },
  one: { loss: "conditional", lambdaU: 2 },
  joint: { loss: "joint", lambdaU: 1 },
} as const;
type LossKey = keyof typeof losses;
type Cell = `${(typeof metrics)[number]} ${LossKey}`;

const metricNames = { "inner-product": "inner product", quadratic: "quadratic" } as const;
const lossNames: Record<LossKey, string> = {
  both: "both conditionals",
  one: "u given v alone",
  joint: "joint law",
};
const nameOf = (cell: Cell): string => {
  const [metric, loss] = cell.split(" ") as [(typeof metrics)[number], LossKey];
  return `${metricNames[metric]}, ${lossNames[loss]}`;
};
const truth = solveTruth({ ...common, ...losses.both, metric: "inner-product" });

/** What a model gets right of u given v and of its marginal of u. */
interface Judged {
  readonly solution: Solution;
  readonly mean: boolean;
  readonly spread: boolean;
  readonly marginal: boolean;
}

const cells: readonly Cell[] = metrics.flatMap((metric) =>
  (Object.keys(losses) as LossKey[]).map((loss): Cell => `${metric} ${loss}`),
);
const judged = new Map(cells.map((cell) => [cell, judge(cell)]));

function judge(cell: Cell): Judged {
  const [metric, loss] = cell.split(" ") as [string, LossKey];
  const settings = { ...common, ...losses[loss], metric };
  const solution = solveModel(settings);
  const found = verdicts(settings, truth, solution);
  const of = (name: Verdict["name"]) => found.find((verdict) => verdict.name === name)!;
  const { mean, variance } = of("u | v");
  return { solution, mean: mean.right, spread: variance.right, marginal: of("marginal of u").variance.right };
}

/** Scene 5: what two metrics and three losses get right of one truth. */
export default function CellsScene() {
  const [cell, choose] = useState<Cell>("inner-product both");
  const [measured, setMeasured] = useState(false);
  const { solution } = judged.get(cell)!;
  return (
    <Scene
      see={
        <>
          <p>
            Encoders, metric and loss decide which tilts can be had and which is best. Here the truth is a normal law
            and the encoders are linear, so the best of every choice is known in closed form: two metrics times three
            losses, six models.
          </p>
          <p>
            Dashed is the truth, blue the model. Below: <V of="u" /> given <V of="v" /> = 1, which has a <em>mean</em>{" "}
            and a <em>spread</em>, and the <em>marginal</em> of <V of="u" />.
          </p>
        </>
      }
      figure={
        <div className="stack">
          <Figure
            title={nameOf(cell)}
            detail={solution.law.shape ? "joint law" : "no joint law exists, only the conditionals"}
            name="story-cells"
            data={() => shapeData(solution.law.shape, common)}
          >
            <Plane label={`Joint laws: the truth and the model of ${nameOf(cell)}`}>
              {(scales) => (
                <>
                  {solution.law.shape && <Contours shape={solution.law.shape} scales={scales} className="model" />}
                  {truth.shape && <Contours shape={truth.shape} scales={scales} className="truth lines" />}
                </>
              )}
            </Plane>
          </Figure>
          <Legend
            entries={[
              ["truth", "truth"],
              ["model", "model"],
              ["reference", "reference"],
            ]}
          />
          <div className="panels">
            <Densities name="conditional" solution={solution} />
            <Densities name="marginal" solution={solution} />
          </div>
        </div>
      }
      act={
        <>
          <p>Choose each of the six, and look for what is right and what is wrong.</p>
          <CellTable chosen={cell} onChoose={choose} measured={measured} />
        </>
      }
      predict={<CellPrediction onAsk={() => setMeasured(true)} />}
      more={[["the Tilt lab", "#/tilt?metric=quadratic"]]}
    />
  );
}

function CellTable(props: { chosen: Cell; onChoose: (cell: Cell) => void; measured: boolean }) {
  const { chosen, onChoose, measured } = props;
  return (
    <table className="numbers cells">
      <thead>
        <tr>
          <th scope="col">loss</th>
          {metrics.map((metric) => (
            <th scope="col" key={metric}>
              {metricNames[metric]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {(Object.keys(losses) as LossKey[]).map((loss) => (
          <tr key={loss}>
            <th scope="row">{lossNames[loss]}</th>
            {metrics.map((metric) => {
              const cell: Cell = `${metric} ${loss}`;
              return (
                <td key={metric}>
                  <button
                    type="button"
                    aria-pressed={cell === chosen}
                    aria-label={`Show ${nameOf(cell)}`}
                    onClick={() => onChoose(cell)}
                  >
                    show
                  </button>
                  {measured && <Right of={judged.get(cell)!} />}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const Right = ({ of }: { of: Judged }) => (
  <ul className="cell-verdicts">
    {(["mean", "spread", "marginal"] as const).map((part) => (
      <li key={part} className={of[part] ? "verdict-right" : "verdict-wrong"}>
        {part}
      </li>
    ))}
  </ul>
);

function CellPrediction({ onAsk }: { onAsk: () => void }) {
  const right = cells.filter((cell) => judged.get(cell)!.mean && judged.get(cell)!.spread);
  const asked = ["inner-product both", "quadratic both", "quadratic one", "quadratic joint"] as const;
  return (
    <ChoicePrediction<Cell>
      scene="cells"
      question={
        <>
          Only one of the six gets both the mean and the spread of <V of="u" /> given <V of="v" /> right. Which?
        </>
      }
      choices={asked.map((cell) => [cell, nameOf(cell)] as const)}
      measured={right[0]!}
      words={
        <>
          It is {right.map(nameOf).join(" and ")}; the table above now shows all six. An inner product can move a normal
          law but not narrow it. The quadratic metric can do both, but one pair of encoders cannot do it for both sides
          at once: what is given to <V of="u" /> given <V of="v" /> is taken from <V of="v" /> given <V of="u" />.
        </>
      }
      onAsk={onAsk}
    />
  );
}

const x = planeAxis("u");
const y = { domain: [0, 0.8] as const, ticks: [0, 0.4, 0.8], show: String };

function Densities({ name, solution: { law } }: { name: "conditional" | "marginal"; solution: Solution }) {
  const given = name === "conditional";
  const curves = [
    ["reference", given ? scalarNormal(0, 1) : null],
    ["truth", given ? truth.uGivenV(common.v) : truth.marginalU],
    ["model", given ? law.uGivenV(common.v) : law.marginalU],
  ] as const;
  const shown = curves.flatMap(([className, density]) =>
    density ? [[className, sampled(density.density, -planeLimit, planeLimit)] as const] : [],
  );
  return (
    <Figure
      title={
        given ? (
          <>
            <V of="u" /> given <V of="v" /> = 1
          </>
        ) : (
          <>
            marginal of <V of="u" />
          </>
        )
      }
      detail={!given && !law.marginalU ? "the model has none" : undefined}
      className=""
      name={`story-cells-${name}`}
      data={() =>
        tableOf({
          u: shown[0]![1].map(([at]) => at),
          ...Object.fromEntries(shown.map(([className, points]) => [className, points.map(([, value]) => value)])),
        })
      }
    >
      <Plot
        x={x}
        y={y}
        width={240}
        height={170}
        label={given ? "Densities of u given v = 1" : "Marginal densities of u"}
      >
        {(scales) =>
          shown.map(([className, points]) => (
            <Curve key={className} className={className} points={points} scales={scales} />
          ))
        }
      </Plot>
    </Figure>
  );
}

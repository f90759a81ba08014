import { modelledThird, trueThird } from "@crosstilt/labs/story";
import { scalarNormal } from "@crosstilt/labs/tilt";
import { useState } from "react";
import { Legend } from "../../components/legend.js";
import { Curve, sampled } from "../../components/marks.js";
import { V } from "../../components/maths.js";
import { type Axis, Plot } from "../../components/plot.js";
import { Segmented } from "../../components/segmented.js";
import { Slider } from "../../components/slider.js";
import { Figure } from "../../figure/figure.js";
import { tableOf } from "../../figure/table.js";
import { decimal } from "../../state/format.js";
import { ChoicePrediction } from "../choice-prediction.js";
import { planeAxis, planeLimit } from "../plane.js";
import { Scene } from "../scene.js";

const models = { "pairwise-sum": "three pairs, added up", "one-vs-rest": "each against the rest" } as const;
type Model = keyof typeof models;
const density: Axis = { domain: [0, 0.75], ticks: [0, 0.25, 0.5, 0.75], show: String };

/** Scene 9: models trained in pairs count twice what two views share with a third. */
export default function ViewsScene() {
  const [model, setModel] = useState<Model>("pairwise-sum");
  const [correlation, setCorrelation] = useState(0.5);
  const [a, setA] = useState(1);
  const [b, setB] = useState(1);
  const views = { correlation, a, b };
  const [truth, found] = [trueThird(views), modelledThird(views, model)];
  const curves = [
    ["reference", scalarNormal(0, 1)],
    ["truth", truth],
    [model === "pairwise-sum" ? "given" : "model", found],
  ] as const;
  return (
    <Scene
      see={
        <>
          <p>
            Three views of one thing: a picture <V of="a" />, a sound <V of="b" />, a text <V of="c" />. Any two of them
            are correlated. A common way to train such models is pair by pair, binding each to each, and adding the
            scores up.
          </p>
          <p>
            Here picture and sound both say 1, and the curves say where the text should be. Dashed is the truth, orange
            the sum of three models of two views each, every one of them at its best.
          </p>
        </>
      }
      figure={
        <div className="stack">
          <Figure
            title={
              <>
                <V of="c" /> given <V of="a" /> and <V of="b" />
              </>
            }
            detail={
              <>
                mean <b data-mean={found.mean.toFixed(4)}>{decimal(found.mean)}</b> by {models[model]}, where{" "}
                {decimal(truth.mean)} is right
              </>
            }
            name="story-views"
            data={() => {
              const at = sampled((place) => place, -planeLimit, planeLimit).map(([place]) => place);
              return tableOf({
                c: at,
                ...Object.fromEntries(curves.map(([name, law]) => [name, at.map((place) => law.density(place))])),
              });
            }}
          >
            <Plot x={planeAxis("c")} y={density} height={230} label="Densities of c given a and b">
              {(scales) => (
                <>
                  {curves.map(([className, law]) => (
                    <Curve
                      key={className}
                      className={className}
                      scales={scales}
                      points={sampled(law.density, -planeLimit, planeLimit)}
                    />
                  ))}
                  {([found, truth] as const).map((law, i) => (
                    <line
                      // biome-ignore lint/suspicious/noArrayIndexKey: the two never change places
                      key={i}
                      className={i === 0 ? "mean-line" : "mean-line truth"}
                      x1={scales.x(law.mean)}
                      x2={scales.x(law.mean)}
                      y1={scales.y(0)}
                      y2={scales.y(law.density(law.mean))}
                    />
                  ))}
                </>
              )}
            </Plot>
          </Figure>
          <Legend
            entries={[
              ["truth", "truth"],
              model === "pairwise-sum" ? ["given", models[model]] : ["model", models[model]],
              ["reference", "reference"],
            ]}
          />
        </div>
      }
      act={
        <>
          <p>
            Move both views and their bond, and look how far the mean of the model is off. Then train each view against
            all the rest at once: that repairs it.
          </p>
          <Segmented
            legend="trained"
            value={model}
            choices={[
              ["pairwise-sum", "in pairs"],
              ["one-vs-rest", "each against the rest"],
            ]}
            onChange={setModel}
          />
          <Slider
            label={<V of="a" />}
            value={a}
            range={[-2, 2]}
            step={0.1}
            show={(n) => decimal(n, 1)}
            onChange={setA}
          />
          <Slider
            label={<V of="b" />}
            value={b}
            range={[-2, 2]}
            step={0.1}
            show={(n) => decimal(n, 1)}
            onChange={setB}
          />
          <Slider
            label={
              <>
                correlation <V of="ρ" /> of any two
              </>
            }
            value={correlation}
            range={[0, 0.9]}
            step={0.05}
            show={decimal}
            onChange={setCorrelation}
          />
        </>
      }
      predict={<FactorPrediction />}
      more={[["losses and metrics", "#/losses"]]}
    />
  );
}

const factors = { "1": 1, "1.8": 1.8, "2": 2, "0.8": 0.8 } as const;
type Factor = keyof typeof factors;

function FactorPrediction() {
  const views = { correlation: 0.8, a: 1, b: 1 };
  const [truth, sum, rest] = [
    trueThird(views).mean,
    modelledThird(views, "pairwise-sum").mean,
    modelledThird(views, "one-vs-rest").mean,
  ];
  const factor = sum / truth;
  const measured = (Object.keys(factors) as Factor[]).reduce((best, key) =>
    Math.abs(factors[key] - factor) < Math.abs(factors[best] - factor) ? key : best,
  );
  return (
    <ChoicePrediction<Factor>
      scene="views"
      question={
        <>
          All correlations are 0.8: picture and sound say nearly the same. By what factor does the sum of pairs move the
          mean of <V of="c" /> too far?
        </>
      }
      choices={[
        ["0.8", "0.8: not far enough"],
        ["1", "1: just right"],
        ["1.8", "1.8: what they share counts nearly twice"],
        ["2", "2: everything counts twice"],
      ]}
      measured={measured}
      words={
        <>
          {decimal(factor, 2)}, which is 1 + ρ: {decimal(sum)} instead of {decimal(truth)}. The second view brings
          little that the first did not say, and the sum does not know it. Trained against the rest the mean is{" "}
          {decimal(rest)}.
        </>
      }
    />
  );
}

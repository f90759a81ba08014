import { batchSlope, exactPairs, unbiasedSlope } from "@crosstilt/labs/story";
import { scalarNormal } from "@crosstilt/labs/tilt";
import { useEffect, useState } from "react";
import { Legend } from "../../components/legend.js";
import { Curve, type Point, sampled } from "../../components/marks.js";
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

const correlation = 0.6;
const GIVEN = 2;
const sizes = [2, 4, 8, 16, 32, 64];

/** As many pairs as cost about the same at every batch size. */
const pairsFor = (size: number) => exactPairs({ correlation, count: Math.min(16_384, 131_072 / size), seed: 2 });

/** The slopes of a batch size by both losses. */
interface Slopes {
  readonly size: number;
  readonly batch: number;
  readonly learned: number;
}

/** The slopes of all sizes, one after the other, so that nothing waits for them. */
function useSlopes(): readonly Slopes[] {
  const [slopes, setSlopes] = useState<readonly Slopes[]>([]);
  const next = sizes[slopes.length];
  useEffect(() => {
    if (next === undefined) return;
    const timer = setTimeout(() => {
      const pairs = pairsFor(next);
      const found = { size: next, batch: batchSlope(pairs, next), learned: unbiasedSlope(pairs, next) };
      setSlopes((before) => [...before, found]);
    });
    return () => clearTimeout(timer);
  }, [next]);
  return slopes;
}

/** Scene 6: normalisers of small batches make scores too sharp, learned ones do not. */
export default function BatchesScene() {
  const slopes = useSlopes();
  const [power, setPower] = useState(1);
  const [loss, setLoss] = useState<"batch" | "learned">("batch");
  const shown = slopes[power - 1];
  const slope = shown?.[loss];
  return (
    <Scene
      see={
        <>
          <p>
            The <V of="Z" /> of the tilt is a mean over everything that could have been. In training it is a mean over
            the batch, in which the partner itself is one of <V of="N" />. For a large batch that is nothing; for a
            small one it is much.
          </p>
          <p>
            The score here is <V of="s" /> = <V of="a uv" />, and with pairs of correlation {correlation} the right
            slope is <V of="a" /> = {correlation}. Thousands of pairs are cut into batches of different sizes, and for
            each size the loss is minimised exactly.
          </p>
        </>
      }
      figure={
        <div className="stack">
          <Figure
            title="The slope that batches teach"
            detail={
              <span data-slope={slope?.toFixed(4)}>
                {slope === undefined ? "computing…" : `batches of ${shown!.size}: a = ${decimal(slope, 3)}`}
              </span>
            }
            name="story-batches"
            data={() =>
              tableOf({
                batch: slopes.map(({ size }) => size),
                "normalisers of the batch": slopes.map(({ batch }) => batch),
                "learned normalisers": slopes.map(({ learned }) => learned),
              })
            }
          >
            <SlopePlot slopes={slopes} learned={loss === "learned"} chosen={shown} />
          </Figure>
          <Legend
            entries={[
              ["truth", "right"],
              ["given", "normalisers of the batch"],
              ["model", "learned normalisers"],
            ]}
          />
          <Figure
            title={
              <>
                <V of="u" /> given <V of="v" /> = {GIVEN}, as this model has it
              </>
            }
            detail={
              slope === undefined
                ? undefined
                : `mean ${decimal(slope * GIVEN)}, where ${decimal(correlation * GIVEN)} is right`
            }
            name="story-batches-conditional"
            data={() => {
              const points = sampled((at) => at, -planeLimit, planeLimit).map(([at]) => at);
              return tableOf({
                u: points,
                truth: points.map(truth.density),
                model: points.map(scalarNormal((slope ?? 0) * GIVEN, 1).density),
              });
            }}
          >
            <Plot x={planeAxis("u")} y={density} height={150} label="Densities of u given v: truth and model">
              {(scales) => (
                <>
                  <Curve className="truth" points={sampled(truth.density, -planeLimit, planeLimit)} scales={scales} />
                  {slope !== undefined && (
                    <Curve
                      className={loss === "batch" ? "given" : "model"}
                      points={sampled(scalarNormal(slope * GIVEN, 1).density, -planeLimit, planeLimit)}
                      scales={scales}
                    />
                  )}
                </>
              )}
            </Plot>
          </Figure>
        </div>
      }
      act={
        <>
          <p>
            Change the size of the batches. Then let functions that are learned along with the encoders stand in for the
            batch's normalisers, and change it again.
          </p>
          <Slider
            label={
              <>
                batch size <V of="N" />
              </>
            }
            value={power}
            range={[1, sizes.length]}
            step={1}
            show={(value) => String(2 ** value)}
            onChange={setPower}
          />
          <Segmented
            legend="normalisers"
            value={loss}
            choices={[
              ["batch", "of the batch"],
              ["learned", "learned"],
            ]}
            onChange={setLoss}
          />
        </>
      }
      predict={<BiasPrediction first={slopes[0]} />}
      more={[
        ["losses: learned-normalisers", "#/losses"],
        ["the Gaussian process lab", "#/process"],
      ]}
    />
  );
}

/** The conditional law that an inner product can reach: the right mean, the spread of the marginal. */
const truth = scalarNormal(correlation * GIVEN, 1);
const density: Axis = { domain: [0, 0.45], ticks: [0, 0.2, 0.4], show: String };

function BiasPrediction({ first }: { first: Slopes | undefined }) {
  const measured =
    first && (first.batch > 1.05 * correlation ? "sharp" : first.batch < 0.95 * correlation ? "flat" : "right");
  return (
    <ChoicePrediction
      scene="batches"
      question="A model is trained on batches of two pairs, for as long as you like. Its scores end up…"
      choices={[
        ["flat", "too flat: it has seen too few others at a time"],
        ["right", "right: the batches average out over the training"],
        ["sharp", "too sharp: it claims more than the pairs say"],
      ]}
      measured={measured ?? null}
      words={
        first && (
          <>
            a = {decimal(first.batch, 3)} instead of {correlation}, and no patience helps: it is the minimum of that
            loss (2ρ/(2 − ρ²) in theory, {decimal((2 * correlation) / (2 - correlation ** 2), 3)}). The excess falls as
            1/N. With learned normalisers the same batches of two give {decimal(first.learned, 3)}.
          </>
        )
      }
    />
  );
}

const xAxis: Axis = { domain: [1.8, 70], ticks: sizes, show: String, log: true, label: "batch size" };
const yAxis: Axis = { domain: [0.5, 0.78], ticks: [0.5, 0.6, 0.7], show: (tick) => decimal(tick, 1), label: "slope a" };

function SlopePlot(props: { slopes: readonly Slopes[]; learned: boolean; chosen: Slopes | undefined }) {
  const { slopes, learned, chosen } = props;
  const curve = (of: "batch" | "learned") => slopes.map((found): Point => [found.size, found[of]]);
  const drawn = [["given", "batch"] as const, ...(learned ? [["model", "learned"] as const] : [])];
  return (
    <Plot x={xAxis} y={yAxis} height={200} label="Slope against batch size">
      {(scales) => (
        <>
          <Curve
            className="truth"
            scales={scales}
            points={[
              [1.8, correlation],
              [70, correlation],
            ]}
          />
          {drawn.map(([className, of]) => (
            <g key={of}>
              <Curve className={className} points={curve(of)} scales={scales} />
              {curve(of).map(([size, slope]) => (
                <circle
                  key={size}
                  className={`dot ${className}`}
                  cx={scales.x(size)}
                  cy={scales.y(slope)}
                  r={size === chosen?.size ? 6 : 3}
                />
              ))}
            </g>
          ))}
        </>
      )}
    </Plot>
  );
}

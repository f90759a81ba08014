import {
  covarianceOfTips,
  divergenceOfTips,
  independentTips,
  logRatioAt,
  normaliserOfTips,
  type Tips,
  tiltOfTips,
  trueTips,
} from "@crosstilt/labs/story";
import { scoreAt } from "@crosstilt/labs/tilt";
import { type ReactNode, useMemo, useState } from "react";
import { Handle } from "../../components/handle.js";
import { V } from "../../components/maths.js";
import { dataAt, type Scales } from "../../components/plot.js";
import { Figure } from "../../figure/figure.js";
import type { DataTable } from "../../figure/table.js";
import { decimal } from "../../state/format.js";
import { Contours, outline } from "../../tilt/contours.js";
import { LogRatioLines } from "../../tilt/log-ratio-lines.js";
import { NumberPrediction } from "../number-prediction.js";
import { Plane, planeLimit } from "../plane.js";
import { Scene } from "../scene.js";

const correlation = 0.75;
const point = { u: 1.5, v: 1.5 };
/** The ellipse at two standard deviations, and the mass it holds. */
const REACH = 2;
const mass = 1 - Math.exp(-(REACH ** 2) / 2);
const truth = { kind: "ellipse", covariance: covarianceOfTips(trueTips(correlation)) } as const;
const reference = { kind: "ellipse", covariance: covarianceOfTips(independentTips) } as const;
/** A tilt that has begun, so that there is one to see. */
const begun: Tips = { along: 1.13, across: 0.86 };
const CELLS = 41;

/** Scene 3: reference × tilt = model, as three pictures. */
export default function TiltScene() {
  const [tips, setTips] = useState<Tips>(begun);
  const { product, squareU } = tiltOfTips(tips);
  const divergence = divergenceOfTips(correlation, tips);
  const grid = useMemo(() => logRatioGrid(tips), [tips]);
  const model = { kind: "ellipse", covariance: covarianceOfTips(tips) } as const;
  return (
    <Scene
      see={
        <>
          <p>
            Here is the one idea. Take the <em>reference</em>, the law in which <V of="u" /> and <V of="v" /> have
            nothing to do with each other. Multiply it, place by place, by <Tilt />: lift what fits, press down what
            does not, and divide by <V of="Z" /> so that it stays a law. The product is the <em>model</em>.
          </p>
          <p>
            Here the tilt has only begun; the dashed line is the truth. At the optimum of a contrastive loss the tilt is
            the ratio of the two laws, and so the score is a <em>log density ratio</em>.
          </p>
        </>
      }
      figure={
        <div className="story-triptych">
          <Picture title="reference" name="story-reference" data={() => lawTable(reference.covariance)}>
            {(scales) => <Contours shape={reference} scales={scales} className="reference" />}
          </Picture>
          <Picture
            title={
              <>
                × tilt <Tilt />
              </>
            }
            name="story-tilt"
            data={() => gridTable(grid)}
          >
            {(scales) => (
              <>
                <LogRatioLines grid={grid} scales={scales} />
                <Point scales={scales} />
              </>
            )}
          </Picture>
          <Picture
            title="= model"
            name="story-model"
            data={() => lawTable(model.covariance)}
            handles={(scales) => <TipHandles tips={tips} scales={scales} onTips={setTips} />}
          >
            {(scales) => (
              <>
                <Contours shape={model} scales={scales} className="model" />
                <path className="curve truth" d={outline(truth, mass, scales)} />
              </>
            )}
          </Picture>
          <p className="story-formula math" data-divergence={divergence.toFixed(4)}>
            <V of="s" /> = {decimal(product)} <V of="uv" /> {squareU < 0 ? "−" : "+"} {decimal(Math.abs(squareU) / 2)} (
            <V of="u" />² + <V of="v" />
            ²), <V of="Z" /> = {decimal(normaliserOfTips(tips))}; from the truth it is <b>{decimal(divergence, 3)}</b>{" "}
            nats
          </p>
        </div>
      }
      act={
        <>
          <p>
            Drag the two handles of the model (or move them by the arrow keys) until it lies on the dashed ellipse.
            Watch which tilt that takes.
          </p>
          <div className="buttons">
            <button type="button" onClick={() => setTips(trueTips(correlation))}>
              Show me
            </button>
            <button type="button" onClick={() => setTips(independentTips)}>
              No tilt
            </button>
          </div>
        </>
      }
      predict={
        <NumberPrediction
          scene="tilt"
          question={
            <>
              The cross in the picture of the tilt is the pair ({decimal(point.u, 1)}, {decimal(point.v, 1)}). What is
              its log ratio under the truth: how much likelier is it as a pair than by chance, as a logarithm? (0.7 is
              twice as likely, 1.6 five times, 3 twenty times.)
            </>
          }
          label="log ratio, nats"
          range={[-3, 3]}
          step={0.1}
          show={(value) => decimal(value, 1)}
          tolerance={0.4}
          measured={logRatioAt(correlation, point.u, point.v)}
          words={<PointWords />}
        />
      }
      more={[["the Tilt lab", "#/tilt?metric=general-quadratic"]]}
    />
  );
}

const Tilt = () => (
  <span className="math tilt-word">
    e
    <sup>
      <i>s</i>(<i>u</i>,<i>v</i>)
    </sup>{" "}
    / <i>Z</i>
  </span>
);

function PointWords() {
  const ratio = logRatioAt(correlation, point.u, point.v);
  return (
    <>
      It is {decimal(ratio)}: such a pair is {decimal(Math.exp(ratio), 1)} times as likely as by chance. That number is
      what <V of="s" /> − log <V of="Z" /> of a well trained model says of any pair, and it is why “a score of 1.4”
      means something.
    </>
  );
}

function Picture(props: {
  title: ReactNode;
  name: string;
  data: () => DataTable;
  handles?: (scales: Scales) => ReactNode;
  children: (scales: Scales) => ReactNode;
}) {
  const { title, name, data, handles, children } = props;
  return (
    <Figure title={title} name={name} data={data} className="story-picture">
      <Plane
        label={`Contours: ${name.replace("story-", "the ")}`}
        interactive={handles !== undefined}
        handles={handles}
      >
        {children}
      </Plane>
    </Figure>
  );
}

function Point({ scales }: { scales: Scales }) {
  const [x, y] = [scales.x(point.u), scales.y(point.v)];
  return <path className="cross" d={`M${x - 6} ${y - 6}L${x + 6} ${y + 6}M${x - 6} ${y + 6}L${x + 6} ${y - 6}`} />;
}

const clamp = (value: number) => Number(Math.min(1.55, Math.max(0.3, value)).toFixed(3));

/** Handles at the ends of both axes of the model's ellipse, which lie on the diagonals. */
function TipHandles({ tips, scales, onTips }: { tips: Tips; scales: Scales; onTips: (tips: Tips) => void }) {
  const half = REACH * Math.SQRT1_2;
  const handles = [
    { axis: "along", label: "Length of the ellipse along u = v", sign: 1 },
    { axis: "across", label: "Width of the ellipse across u = v", sign: -1 },
  ] as const;
  return handles.map(({ axis, label, sign }) => (
    <Handle
      key={axis}
      x={scales.x(sign * half * tips[axis])}
      y={scales.y(half * tips[axis])}
      label={label}
      value={tips[axis]}
      valueText={`${decimal(tips[axis])} standard deviations`}
      onMove={(px, py) => {
        const { x, y } = dataAt(scales, px, py);
        onTips({ ...tips, [axis]: clamp((sign * x + y) / (2 * half)) });
      }}
      onNudge={(right, up) => onTips({ ...tips, [axis]: clamp(tips[axis] + 0.01 * (sign * right + up)) })}
    />
  ));
}

function logRatioGrid(tips: Tips) {
  const tilt = tiltOfTips(tips);
  const logZ = Math.log(normaliserOfTips(tips));
  const place = (i: number) => planeLimit * ((2 * i) / (CELLS - 1) - 1);
  const values = Float64Array.from(
    { length: CELLS ** 2 },
    (_, k) => scoreAt(tilt, place(k % CELLS), place(Math.floor(k / CELLS))) - logZ,
  );
  return { values, size: CELLS, limit: planeLimit };
}

const gridTable = ({ values, size, limit }: ReturnType<typeof logRatioGrid>): DataTable => {
  const place = (i: number) => limit * ((2 * i) / (size - 1) - 1);
  return Array.from(values, (value, k) => ({
    u: place(k % size),
    v: place(Math.floor(k / size)),
    "log ratio": value,
  }));
};

const lawTable = (covariance: readonly (readonly number[])[]): DataTable => [
  { quantity: "variance", value: covariance[0]![0]! },
  { quantity: "covariance", value: covariance[0]![1]! },
];

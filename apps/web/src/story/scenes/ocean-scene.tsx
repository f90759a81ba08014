import {
  createGrid,
  fieldOf,
  heldWithin,
  lawOf,
  observe,
  type PotentialLine,
  pathThrough,
  potentialLine,
  type Watched,
} from "@crosstilt/labs/ocean";
import { useMemo, useState } from "react";
import { Legend } from "../../components/legend.js";
import { Band, Curve, type Point } from "../../components/marks.js";
import { type Axis, Plot } from "../../components/plot.js";
import { Slider } from "../../components/slider.js";
import { useLatest } from "../../engine/use-latest.js";
import { Figure } from "../../figure/figure.js";
import { tableOf } from "../../figure/table.js";
import { fillPotential } from "../../ocean/candidates.js";
import { startPhysics } from "../../ocean/client.js";
import { createClock } from "../../ocean/clock.js";
import { HeatMap } from "../../ocean/heat-map.js";
import { gridTable, MapFigure } from "../../ocean/map-figure.js";
import { palettes } from "../../ocean/palettes.js";
import { ObservedPath } from "../../ocean/path-lines.js";
import { useDark } from "../../ocean/use-dark.js";
import { decimal, whole } from "../../state/format.js";
import { ChoicePrediction } from "../choice-prediction.js";
import { Scene } from "../scene.js";
import "../../ocean/ocean.css";

const drifter: Omit<Watched, "part"> = {
  source: "drop",
  seed: 1,
  field: 7,
  x: 0.75,
  y: 0.75,
  path: null,
  noise: -5,
};
const CANDIDATES = 1024;
const CELLS = 48;
const clock = createClock(0);
/** Fields to set the width of the band on, and others to judge it by. */
const [setOn, judgedBy] = [
  { from: 500, count: 150 },
  { from: 20, count: 150 },
];

/** Scene 8: a path and the current that made it, with a band that keeps its promise. */
export default function OceanScene() {
  const [part, setPart] = useState(0.1);
  const watched = useMemo((): Watched => ({ ...drifter, part }), [part]);
  const observation = useMemo(() => observe(watched)!, [watched]);
  const truth = useMemo(() => fieldOf(drifter.seed, drifter.field), []);
  const line = useMemo(() => potentialLine(observation, truth), [observation, truth]);
  const { value: retrieval } = useLatest(String(part), () =>
    startPhysics().retrieve({ observation, seed: drifter.seed, size: CANDIDATES, truth: drifter.field, trained: null }),
  );
  const { value: width } = useLatest(`width ${part}`, () => startPhysics().calibratedWidth(watched, setOn));
  const best = retrieval?.rankings.likelihood?.best ?? [];
  return (
    <Scene
      see={
        <>
          <p>
            One side of a pair is a current that nobody sees, the other the path of a drifter in it. The map shows the
            current's potential; the drifter follows its lines, and of its path only the first part is seen.
          </p>
          <p>
            The conditional law of the current given the path answers two questions at once: <em>which</em> of{" "}
            {whole(CANDIDATES)} candidates it was, and <em>how much</em> the path leaves open. The band is to hold the
            truth at nine places of ten.
          </p>
        </>
      }
      figure={
        <div className="stack">
          <div className="story-ocean">
            <TrueMap truth={truth} part={part} />
            <div>
              <h3>Which of {whole(CANDIDATES)} was it?</h3>
              <ol className="story-candidates">
                {best.slice(0, 3).map(({ index }, i) => (
                  <li key={index} className={index === drifter.field ? "verdict-right" : undefined}>
                    current {index}: <b>{decimal(100 * (retrieval?.weights[i] ?? 0), 1)} %</b>
                  </li>
                ))}
              </ol>
              <p className="small muted" data-rank={retrieval?.rankings.likelihood?.rank ?? undefined}>
                {retrieval ? `The true one is number ${retrieval.rankings.likelihood!.rank}.` : "searching…"}
              </p>
            </div>
          </div>
          <LineFigure line={line} width={width} />
        </div>
      }
      act={
        <>
          <p>
            Let less of the path be seen, then more. A glimpse names the current among all candidates while the band is
            still wide: to tell one from others is easier than to know it.
          </p>
          <Slider
            label="observed part of the path"
            value={part}
            range={[0.05, 1]}
            step={0.05}
            show={(value) => `${Math.round(100 * value)} %`}
            onChange={setPart}
          />
        </>
      }
      predict={<CoveragePrediction />}
      more={[["the Ocean lab", "#/ocean"]]}
    />
  );
}

function TrueMap({ truth, part }: { truth: Float64Array; part: number }) {
  const dark = useDark();
  const grid = useMemo(() => createGrid(lawOf(drifter.seed, [0, 0]), CELLS), []);
  const fill = useMemo(() => fillPotential(grid, truth), [grid, truth]);
  const path = useMemo(() => pathThrough(drifter.seed, truth, [drifter.x, drifter.y]), [truth]);
  const values = useMemo(() => {
    const all = new Float32Array(CELLS ** 2);
    fill(0, all);
    return all;
  }, [fill]);
  const bound = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0.1);
  return (
    <MapFigure name="story-ocean" data={() => gridTable(CELLS, values, "potential")}>
      <figcaption>
        The current that moved the drifter
        <small>the band below is along the line in the middle</small>
      </figcaption>
      <HeatMap
        fill={fill}
        clock={clock}
        cells={CELLS}
        domain={[-bound, bound]}
        palette={dark ? palettes.divergingDark : palettes.divergingLight}
        label="Potential of the true current, with the drifter's path"
      >
        <path className="story-section" d="M0 500H1000" />
        <ObservedPath path={path} part={part} />
      </HeatMap>
    </MapFigure>
  );
}

const x: Axis = { domain: [0, 1], ticks: [0, 0.5, 1], show: String, label: "place, west to east" };

/** The same at every observed part, so that a band is seen to narrow. */
const reach = 3.2 * Math.hypot(...lawOf(drifter.seed, [0, 0]).deviations);

function LineFigure({ line, width }: { line: PotentialLine; width: number | undefined }) {
  const y: Axis = { domain: [-reach, reach], ticks: [0], show: String, label: "potential" };
  const points = (values: readonly number[]) => line.x.map((place, i): Point => [place, values[i]!]);
  const edge = (sign: number) => line.mean.map((value, i) => value + sign * (width ?? 0) * line.deviation[i]!);
  return (
    <>
      <Figure
        title="What the path says of the potential"
        detail={
          width === undefined
            ? "computing…"
            : `the band of 90 % holds the truth at ${decimal(100 * heldWithin(line, width), 0)} % of these places`
        }
        name="story-ocean-line"
        data={() => tableOf({ x: line.x, truth: line.truth, mean: line.mean, lower: edge(-1), upper: edge(1) })}
      >
        <Plot x={x} y={y} height={190} label="Potential along the middle: truth, mean given the path, and band">
          {(scales) => (
            <>
              <Band className="model" x={line.x} lower={edge(-1)} upper={edge(1)} scales={scales} />
              <Curve className="model" points={points(line.mean)} scales={scales} />
              <Curve className="truth" points={points(line.truth)} scales={scales} />
            </>
          )}
        </Plot>
      </Figure>
      <Legend
        entries={[
          ["truth", "truth"],
          ["model", "given the path: mean and 90 % band"],
        ]}
      />
    </>
  );
}

function CoveragePrediction() {
  const [asked, setAsked] = useState(false);
  const watched: Watched = { ...drifter, part: 0.1 };
  const { value, failure } = useLatest(asked ? "coverage" : null, () =>
    startPhysics().bandCoverage(watched, setOn, judgedBy),
  );
  const held = value?.held;
  return (
    <>
      <ChoicePrediction
        scene="ocean"
        question="Only a tenth of each path is seen. Over 150 currents that the band was not set on, at what share of the places will it hold the truth?"
        choices={[
          ["half", "about half: so little is known"],
          ["ninety", "about 90 %, as it promises"],
          ["all", "nearly all: it is so wide"],
        ]}
        measured={held === undefined ? null : held < 0.75 ? "half" : held > 0.97 ? "all" : "ninety"}
        words={
          value && (
            <>
              {decimal(100 * value.held, 0)} %. A band that knows little is wide, and not more often wrong. Its width
              was set on 150 other currents, at {decimal(value.width, 2)} standard deviations; the 1.64 of a normal law
              would hold {decimal(100 * value.textbook, 0)} %.
            </>
          )
        }
        onAsk={() => setAsked(true)}
      />
      {failure !== undefined && <p className="alert">{failure}</p>}
    </>
  );
}

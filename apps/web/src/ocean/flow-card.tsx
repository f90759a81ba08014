import type { Retrieval } from "@crosstilt/labs/ocean";
import { DURATION } from "@crosstilt/labs/ocean";
import { useMemo } from "react";
import { Handle } from "../components/handle.js";
import { Segmented } from "../components/segmented.js";
import { useLatest } from "../engine/use-latest.js";
import type { DataTable } from "../figure/table.js";
import { decimal, whole } from "../state/format.js";
import { startPhysics } from "./client.js";
import type { Clock } from "./clock.js";
import { ColourBar } from "./colour-bar.js";
import { Pen, useDrawing } from "./drawing.js";
import { FLOW_CELLS, FlowMap } from "./flow-map.js";
import { MapFigure } from "./map-figure.js";
import { palettes } from "./palettes.js";
import { foldedPath, SIDE } from "./path-drawing.js";
import { ObservedPath, PathLine } from "./path-lines.js";
import { RetrievalTable } from "./retrieval-table.js";
import type { OceanSettings } from "./settings.js";
import { DrifterPlace, TimeControls } from "./time-controls.js";
import { type Drifter, type ShownField, simulatedPath, useGrid } from "./use-ocean.js";
import { usePlaying } from "./use-playing.js";

type Change = (patch: Partial<OceanSettings>) => void;

/** The moving field with the drifter (fig 13), and what the scores make of its path. */
export function FlowCard(props: {
  settings: OceanSettings;
  change: Change;
  drifter: Drifter | null;
  shown: ShownField | null;
  retrieval: Retrieval | null;
  clock: Clock;
}) {
  const { settings, change, drifter, retrieval, clock } = props;
  const { playing, setPlaying } = usePlaying(clock);
  return (
    <section className="card flow-card" aria-label="The drifter">
      <div className="flow-side">
        <Sea key={settings.source} {...props} />
        <TimeControls clock={clock} playing={playing} setPlaying={setPlaying} onStay={(time) => change({ time })} />
      </div>
      <div className="flow-words">
        <ShownChoice settings={settings} change={change} known={drifter?.truth != null} />
        {drifter ? (
          <>
            <PathLegend />
            <PathFacts drifter={drifter} />
            <DrifterPlace clock={clock} path={drifter.path} duration={drifter.duration} />
            <h2>Which of {whole(2 ** settings.size)} fields was it?</h2>
            <RetrievalTable retrieval={retrieval} truth={drifter.truth ? settings.field : null} />
            <p className="small muted verdict-words">
              {verdict(retrieval, settings, drifter.observation.reading.noise)}
            </p>
          </>
        ) : (
          <p className="muted">
            {settings.source === "draw" ? "Draw a path on the map." : "Choose a file of drifters on the left."} Its
            field is then sought among {whole(2 ** settings.size)}.
          </p>
        )}
      </div>
    </section>
  );
}

function Sea({ settings, change, drifter, shown, clock }: Parameters<typeof FlowCard>[0]) {
  const { seed, source, x, y, part } = settings;
  const grid = useGrid(seed, FLOW_CELLS);
  const tracers = useLatest(shown?.key ?? null, () => startPhysics().tracers(seed, shown!.coefficients)).value ?? null;
  const fill = useMemo(
    () => shown && ((time: number, out: Float32Array) => grid.speed(shown.coefficients, time, out)),
    [shown, grid],
  );
  const highest = useMemo(() => {
    const speeds = new Float32Array(FLOW_CELLS ** 2);
    fill?.(0, speeds);
    return Math.max(
      1,
      speeds.reduce((most, value) => Math.max(most, value), 0),
    );
  }, [fill]);
  const simulated = useMemo(
    () => drifter && shown && shown.which !== "truth" && foldedPath(simulatedPath(drifter, seed, shown.coefficients)),
    [drifter, shown, seed],
  );
  const drawing = useDrawing(settings.path, (path) => change({ path }));
  const drop = (px: number, py: number) => change({ x: px - Math.floor(px), y: py - Math.floor(py) });
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  const press = { drop, draw: drawing.begin, file: () => {} }[source];
  return (
    <>
      <MapFigure name="ocean-field" data={() => pathTable(drifter)} className="flow-figure">
        <FlowMap
          fill={fill}
          highest={highest}
          clock={clock}
          palette={palettes.sequential}
          tracers={tracers}
          path={drifter?.path ?? null}
          duration={drifter?.duration ?? DURATION}
          drawing={source === "draw"}
          label={`Velocity field${source === "drop" ? "; click to drop the drifter" : ""}`}
          onPress={press}
          onDrag={drawing.extend}
        >
          {!drifter && (
            <text className="invitation" x={SIDE / 2} y={SIDE / 2} textAnchor="middle">
              {source === "draw" ? "draw a path here" : "no file yet"}
            </text>
          )}
          {simulated && <PathLine className="simulated" d={simulated} />}
          {drifter && <ObservedPath path={drifter.path} part={part} />}
          {source === "draw" && <Pen drawing={drawing} />}
          {source === "drop" && (
            <Handle
              x={SIDE * x}
              y={SIDE * (1 - y)}
              className="sea-handle"
              label="Start of the drifter"
              value={Math.round(100 * x)}
              valueText={`x ${decimal(x)}, y ${decimal(y)}`}
              onMove={(px, py) => change({ x: clamp(px / SIDE), y: clamp(1 - py / SIDE) })}
              onNudge={(right, up) => drop(x + 0.01 * right, y + 0.01 * up)}
            />
          )}
        </FlowMap>
      </MapFigure>
      <div className={shown ? undefined : "unknown"}>
        <ColourBar
          palette={palettes.sequential}
          low="0"
          high={decimal(highest, 0)}
          label="speed, sides of the square a unit of time"
        />
      </div>
    </>
  );
}

function ShownChoice({ settings, change, known }: { settings: OceanSettings; change: Change; known: boolean }) {
  const choices = [
    ["truth", "truth"],
    ["mean", "posterior mean"],
    ["best", "best candidate"],
  ] as const;
  return (
    <Segmented
      legend="field on the map"
      value={!known && settings.shown === "truth" ? "mean" : settings.shown}
      choices={known || settings.source === "drop" ? choices : choices.slice(1)}
      onChange={(shown) => change({ shown })}
    />
  );
}

/** What the lines on the large map are. */
const PathLegend = () => (
  <ul className="legend flow">
    {[
      ["observed", "observed"],
      ["unseen", "not observed"],
      ["simulated", "path in the field shown"],
    ].map(([className, name]) => (
      <li key={className}>
        <svg viewBox="0 0 76 26" width="32" height="11" aria-hidden="true">
          <PathLine className={className!} d="M8 13H68" />
        </svg>
        {name}
      </li>
    ))}
  </ul>
);

function PathFacts({ drifter: { path, duration, observation } }: { drifter: Drifter }) {
  let length = 0;
  for (let i = 0; i + 3 < path.length; i += 2)
    length += Math.hypot(path[i + 2]! - path[i]!, path[i + 3]! - path[i + 1]!);
  return (
    <dl className="facts">
      <div>
        <dt>path, sides</dt>
        <dd>{decimal(length)}</dd>
      </div>
      <div>
        <dt>mean speed</dt>
        <dd>{decimal(length / duration, 1)}</dd>
      </div>
      <div>
        <dt>error of speeds</dt>
        <dd>{decimal(observation.reading.noise, observation.reading.noise < 0.1 ? 3 : 2)}</dd>
      </div>
    </dl>
  );
}

/** The drifter's path as rows of time and place. */
function pathTable(drifter: Drifter | null): DataTable {
  const { path, duration } = drifter ?? { path: [], duration: 0 };
  const last = path.length / 2 - 1;
  return Array.from({ length: path.length / 2 }, (_, i) => ({
    t: Number(((duration * i) / last).toPrecision(6)),
    x: Number(path[2 * i]!.toPrecision(8)),
    y: Number(path[2 * i + 1]!.toPrecision(8)),
  }));
}

/** What the ranks say, in a sentence. */
function verdict(retrieval: Retrieval | null, { source }: OceanSettings, noise: number): string {
  const { likelihood, mean } = retrieval?.rankings ?? {};
  if (!likelihood || !mean) return "…";
  if (source !== "drop")
    return `Nobody knows the true field of your own path. The nearest candidate misses its velocities by ${decimal(retrieval!.misfit)}, where ${decimal(noise)} is expected of the right one.`;
  const [exact, cosine] = [likelihood.rank!, mean.rank!];
  if (exact === 1 && cosine === 1)
    return "Both the exact likelihood and the cosine with the posterior mean find the field.";
  if (exact === 1)
    return "The exact likelihood finds the field; the cosine weighs nearly nothing but the longest waves and prefers others.";
  return "So little is seen, or so inexactly, that other fields explain the path better than the one that made it.";
}

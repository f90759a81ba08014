import { DURATION } from "@crosstilt/labs/ocean";
import { type ReactNode, useCallback, useMemo, useSyncExternalStore } from "react";
import { V } from "../components/maths.js";
import { useLatest } from "../engine/use-latest.js";
import { decimal } from "../state/format.js";
import { fillPotential, type MapStyle } from "./candidates.js";
import { startPhysics } from "./client.js";
import type { Clock } from "./clock.js";
import { ColourBar } from "./colour-bar.js";
import { HeatMap } from "./heat-map.js";
import { gridTable, MapFigure } from "./map-figure.js";
import { palettes } from "./palettes.js";
import { ObservedPath } from "./path-lines.js";
import type { Drifter } from "./use-ocean.js";

const SPREAD_CELLS = 36;

/** What a path tells of its field: the posterior mean and spread of the potential beside the truth, or beside the nearest candidate. */
export function PosteriorMaps(props: {
  drifter: Drifter;
  part: number;
  style: MapStyle;
  /** The candidate that takes the place of a truth that nobody knows. */
  best: Float64Array | null;
}) {
  const { drifter, part, style, best } = props;
  const { posterior, path, observation } = drifter;
  const truth = drifter.truth ?? best;
  const { grid, bound } = style;
  const difference = useMemo(() => truth && posterior.mean.map((value, k) => value - truth[k]!), [truth, posterior]);
  const line = <ObservedPath path={path} part={part} />;
  const panel = (title: string, detail: ReactNode, coefficients: ArrayLike<number>) => (
    <PotentialMap title={title} detail={detail} coefficients={coefficients} style={style}>
      {line}
    </PotentialMap>
  );
  const missed = difference && truth && norm(difference) / norm(truth);
  return (
    <section aria-labelledby="posterior">
      <h2 id="posterior">What the path tells of its field</h2>
      <div className="panels four ocean-panels">
        {drifter.truth && panel("truth", "moved the drifter", drifter.truth)}
        {!drifter.truth && best && panel("first candidate", "by the likelihood", best)}
        {panel("posterior mean", "given the observed path", posterior.mean)}
        {difference &&
          panel(
            "difference",
            <>
              <span data-missed>{decimal(100 * missed!, 0)} %</span> of the {drifter.truth ? "truth" : "candidate"}'s
              size
            </>,
            difference,
          )}
        <SpreadMap drifter={drifter} clock={style.clock}>
          {line}
        </SpreadMap>
      </div>
      <div className="colour-bars">
        <ColourBar
          palette={style.palette}
          low={decimal(-bound, 1)}
          middle="0"
          high={decimal(bound, 1)}
          label={
            <>
              potential <V of="ψ" />
            </>
          }
        />
        <ColourBar
          palette={palettes.sequential}
          low="0, known"
          high={`${decimal(priorDeviation(observation.ocean), 1)}, as before the path`}
          label="posterior standard deviation"
        />
      </div>
      <p className="visually-hidden">The maps have {grid.cells} cells a side and follow the time of the large map.</p>
    </section>
  );
}

function PotentialMap(props: {
  title: string;
  detail: ReactNode;
  coefficients: ArrayLike<number>;
  style: MapStyle;
  children: ReactNode;
}) {
  const { title, detail, coefficients, style, children } = props;
  const fill = useMemo(() => fillPotential(style.grid, coefficients), [style.grid, coefficients]);
  const data = () => {
    const values = new Float32Array(style.grid.cells ** 2);
    fill(style.clock.get(), values);
    return gridTable(style.grid.cells, values, "potential");
  };
  return (
    <MapFigure name={`ocean-${title.replace(" ", "-")}`} data={data}>
      <figcaption>
        {title}
        <small>{detail}</small>
      </figcaption>
      <HeatMap
        fill={fill}
        clock={style.clock}
        palette={style.palette}
        cells={style.grid.cells}
        domain={[-style.bound, style.bound]}
        label={`Potential: ${title}`}
      >
        {children}
      </HeatMap>
    </MapFigure>
  );
}

/** The posterior standard deviation of ψ, from the worker, at every fiftieth of the time. */
function SpreadMap({ drifter, clock, children }: { drifter: Drifter; clock: Clock; children: ReactNode }) {
  const { observation } = drifter;
  const time = useSteppedTime(clock, DURATION / 50);
  const { value: values, failure = "" } = useLatest(`${drifter.key} ${time}`, () =>
    startPhysics().spread(observation, time, SPREAD_CELLS),
  );
  const fill = useCallback(
    (_: number, out: Float32Array) => {
      if (values) out.set(values);
      else out.fill(0);
    },
    [values],
  );
  const data = () => gridTable(SPREAD_CELLS, values ?? [], "standard deviation");
  return (
    <MapFigure name="ocean-spread" data={data} className="card spread">
      <figcaption>
        spread
        <small>{failure === "" ? "what the path leaves open" : <span className="alert">{failure}</span>}</small>
      </figcaption>
      <HeatMap
        fill={fill}
        clock={clock}
        palette={palettes.sequential}
        cells={SPREAD_CELLS}
        domain={[0, priorDeviation(observation.ocean)]}
        label="Posterior standard deviation of the potential"
      >
        {children}
      </HeatMap>
    </MapFigure>
  );
}

const useSteppedTime = (clock: Clock, step: number): number =>
  useSyncExternalStore(clock.subscribe, () => Math.round(clock.get() / step) * step);

const norm = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));

/** The standard deviation of ψ anywhere before anything is observed. */
const priorDeviation = ({ deviations }: { deviations: readonly number[] }): number => Math.hypot(...deviations);

import type { Retrieval } from "@crosstilt/labs/ocean";
import { fieldOf, type GridEvaluator, type Match, type Method, methods } from "@crosstilt/labs/ocean";
import { useMemo } from "react";
import { Segmented } from "../components/segmented.js";
import { decimal, whole } from "../state/format.js";
import type { Clock } from "./clock.js";
import { HeatMap } from "./heat-map.js";
import type { Palette } from "./palettes.js";
import { foldedPath } from "./path-drawing.js";
import { ObservedPath, PathLine } from "./path-lines.js";
import { methodNames } from "./retrieval-table.js";
import type { OceanSettings } from "./settings.js";
import { type Drifter, simulatedPath } from "./use-ocean.js";

/** What every small map of a field needs. */
export interface MapStyle {
  readonly grid: GridEvaluator;
  readonly clock: Clock;
  readonly palette: Palette;
  readonly bound: number;
}

/** The best candidates by a score, each with the path that the drifter would have taken in it (fig 15). */
export function Candidates(
  props: Pick<OceanSettings, "seed" | "part" | "size" | "method"> & {
    drifter: Drifter;
    retrieval: Retrieval | null;
    change: (patch: Partial<OceanSettings>) => void;
    style: MapStyle;
    truth: number | null;
  },
) {
  const { drifter, retrieval, change, style, truth, seed, part, size } = props;
  const known = methods.filter((name) => name !== "encoder" || retrieval?.rankings.encoder);
  const method = known.includes(props.method) ? props.method : "likelihood";
  return (
    <section className="card" aria-labelledby="candidates">
      <div className="card-head">
        <h2 id="candidates">Retrieved fields</h2>
        <Segmented
          legend={<span className="visually-hidden">by</span>}
          value={method}
          choices={known.map((name) => [name, methodNames[name]] as const)}
          onChange={(next) => change({ method: next })}
        />
      </div>
      <p className="muted small">
        The best of {whole(2 ** size)} potentials. A drifter from the same start would have taken the coloured path in
        each of them; the outlined one was observed.
      </p>
      <div className="candidates">
        {(retrieval?.rankings[method]?.best ?? new Array<null>(5).fill(null)).map((match: Match | null, i: number) => (
          <Candidate
            // biome-ignore lint/suspicious/noArrayIndexKey: places of a ranking keep their order
            key={i}
            match={match}
            method={method}
            truth={truth}
            drifter={drifter}
            style={style}
            part={part}
            seed={seed}
            weight={method === "likelihood" ? retrieval?.weights[i] : undefined}
          />
        ))}
      </div>
    </section>
  );
}

function Candidate(props: {
  match: Match | null;
  method: Method;
  weight: number | undefined;
  truth: number | null;
  drifter: Drifter;
  style: MapStyle;
  part: number;
  seed: number;
}) {
  const { match, method, weight, truth, drifter, style, part, seed } = props;
  const index = match?.index ?? null;
  const field = useMemo(() => (index === null ? null : fieldOf(seed, index)), [seed, index]);
  const path = useMemo(() => field && foldedPath(simulatedPath(drifter, seed, field)), [drifter, seed, field]);
  const fill = useMemo(() => fillPotential(style.grid, field), [style.grid, field]);
  const right = index !== null && index === truth;
  return (
    <figure className={right ? "candidate right" : "candidate"}>
      <HeatMap
        fill={fill}
        clock={style.clock}
        palette={style.palette}
        cells={style.grid.cells}
        domain={[-style.bound, style.bound]}
        label={index === null ? "No candidate yet" : `Potential ${index} and the drifter's path in it`}
      >
        {path && <PathLine className="simulated" d={path} />}
        <ObservedPath path={drifter.path} part={part} />
      </HeatMap>
      <figcaption>
        {index === null ? "…" : `# ${index}`}
        {right && <span className="verdict-right true-one">the true one</span>}
        <small>{match ? describeScore(match.score, method, weight) : " "}</small>
      </figcaption>
    </figure>
  );
}

/** Shows a potential; nothing where there is none. */
export function fillPotential(grid: GridEvaluator, coefficients: ArrayLike<number> | null) {
  return (time: number, out: Float32Array) => {
    if (coefficients) grid.potential(coefficients, time, out);
    else out.fill(0);
  };
}

const describeScore = (score: number, method: Method, weight: number | undefined): string => {
  if (method !== "likelihood") return `cosine ${decimal(score, 3)}`;
  return weight !== undefined && weight >= 5e-4 ? `probability ${decimal(weight, 3)}` : "probability < 0.001";
};

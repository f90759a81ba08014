import { fieldOf } from "@crosstilt/labs/ocean";
import { memo, useDeferredValue, useEffect, useMemo, useState } from "react";
import { V } from "../components/maths.js";
import { useUrlState } from "../state/url-state.js";
import { Candidates, type MapStyle } from "./candidates.js";
import { createClock } from "./clock.js";
import { OceanControls } from "./controls.js";
import { useEncoderTraining } from "./encoder-training.js";
import { FlowCard } from "./flow-card.js";
import { palettes } from "./palettes.js";
import { PosteriorMaps } from "./posterior-maps.js";
import { RecallPanels } from "./recall-panels.js";
import { oceanFields } from "./settings.js";
import { useDark } from "./use-dark.js";
import { useDrifter, useGrid, useRetrieval, useShownField } from "./use-ocean.js";
import "./ocean.css";

const MAP_CELLS = 56;
/** A drag moves the large map at once; what follows from it is drawn again when there is time. */
const DeferredCandidates = memo(Candidates);
const DeferredMaps = memo(PosteriorMaps);

/** Figures 13 to 15: drifters in random currents, and the currents back from a drifter's path. */
export default function OceanPage() {
  const [settings, change] = useUrlState("ocean", oceanFields);
  const [clock] = useState(() => createClock(settings.time));
  useEffect(() => clock.set(settings.time), [clock, settings.time]);
  const { seed, part, size, method, source, field } = settings;
  const truth = source === "drop" ? field : null;
  const dark = useDark();
  const training = useEncoderTraining(settings);
  const trained = training.status === "done" ? training.reports.at(-1)!.weights : null;
  const drifter = useDrifter(settings);
  const { value: retrieval = null, failure } = useRetrieval(drifter, settings, trained);
  const shown = useShownField(drifter, retrieval, settings);
  const first = retrieval?.rankings.likelihood?.best[0]?.index;
  const best = useMemo(() => (first === undefined ? null : fieldOf(seed, first)), [seed, first]);
  const grid = useGrid(seed, MAP_CELLS);
  const settled = useDeferredValue(drifter);
  const style = useMemo((): MapStyle | null => {
    if (!settled) return null;
    const values = new Float32Array(MAP_CELLS ** 2);
    grid.potential(settled.truth ?? settled.posterior.mean, 0, values);
    const bound = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0.1);
    return { grid, clock, bound, palette: dark ? palettes.divergingDark : palettes.divergingLight };
  }, [settled, grid, clock, dark]);
  return (
    <>
      <header className="lab-head">
        <h1>Ocean lab</h1>
        <p>
          A drifter is carried by a current <V of="w" /> that nobody sees. Which current was it? The potential{" "}
          <V of="ψ" /> of the current is one side of a pair, the drifter's path the other, and each can be sought from
          the other.
        </p>
      </header>
      <div className="lab figure-first">
        <OceanControls settings={settings} change={change} />
        <div className="stack">
          {failure !== undefined && (
            <p role="alert" className="card alert">
              The fields could not be searched: {failure}
            </p>
          )}
          <FlowCard
            settings={settings}
            change={change}
            drifter={drifter}
            shown={shown}
            retrieval={retrieval}
            clock={clock}
          />
          {settled && style && (
            <>
              <DeferredCandidates
                drifter={settled}
                retrieval={retrieval}
                change={change}
                style={style}
                seed={seed}
                part={part}
                size={size}
                method={method}
                truth={truth}
              />
              <DeferredMaps drifter={settled} style={style} best={best} part={part} />
            </>
          )}
          <RecallPanels settings={settings} change={change} training={training} trained={trained} />
        </div>
      </div>
    </>
  );
}

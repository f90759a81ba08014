import { useMemo, useState } from "react";
import { V } from "../components/maths.js";
import { useUrlState } from "../state/url-state.js";
import { Candidates, type MapStyle } from "./candidates.js";
import { createClock } from "./clock.js";
import { OceanControls } from "./controls.js";
import { useEncoderTraining } from "./encoder-training.js";
import { FlowCard } from "./flow-card.js";
import { fieldOf } from "./observation.js";
import { palettes } from "./palettes.js";
import { PosteriorMaps } from "./posterior-maps.js";
import { RecallPanels } from "./recall-panels.js";
import { oceanFields } from "./settings.js";
import { useDark } from "./use-dark.js";
import { useDrifter, useGrid, useRetrieval, useShownField } from "./use-ocean.js";
import "./ocean.css";

const MAP_CELLS = 56;

/** Figures 13 to 15: drifters in random currents, and the currents back from a drifter's path. */
export default function OceanPage() {
  const [settings, change] = useUrlState("ocean", oceanFields);
  const [clock] = useState(() => createClock(settings.time));
  const dark = useDark();
  const training = useEncoderTraining(settings);
  const trained = training.status === "done" ? training.reports.at(-1)!.weights : null;
  const drifter = useDrifter(settings);
  const retrieval = useRetrieval(drifter, settings, trained);
  const shown = useShownField(drifter, retrieval, settings);
  const first = retrieval?.rankings.likelihood?.best[0]?.index;
  const best = useMemo(() => (first === undefined ? null : fieldOf(settings.seed, first)), [settings.seed, first]);
  const grid = useGrid(settings.seed, MAP_CELLS);
  const style = useMemo((): MapStyle | null => {
    if (!drifter) return null;
    const values = new Float32Array(MAP_CELLS ** 2);
    grid.potential(drifter.truth ?? drifter.posterior.mean, 0, values);
    const bound = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0.1);
    return { grid, clock, bound, palette: dark ? palettes.divergingDark : palettes.divergingLight };
  }, [drifter, grid, clock, dark]);
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
      <div className="lab">
        <OceanControls {...{ settings, change }} />
        <div className="stack">
          <FlowCard {...{ settings, change, drifter, shown, retrieval, clock }} />
          {drifter && style && (
            <>
              <Candidates {...{ drifter, retrieval, settings, change, style }} />
              <PosteriorMaps {...{ drifter, style, best }} part={settings.part} />
            </>
          )}
          <RecallPanels {...{ settings, change, training, trained }} />
        </div>
      </div>
    </>
  );
}

import { V } from "../components/maths.js";
import { Segmented } from "../components/segmented.js";
import { Slider } from "../components/slider.js";
import { decimal } from "../state/format.js";
import { Choose } from "./choose.js";
import type { CatalogueSettings } from "./settings.js";

/** What the losses are evaluated on. */
export function CatalogueControls(props: {
  settings: CatalogueSettings;
  change: (patch: Partial<CatalogueSettings>) => void;
}) {
  const { settings, change } = props;
  const { along, correlation, scale, pairs, seed } = settings;
  return (
    <form className="controls card" aria-label="Settings" onSubmit={(event) => event.preventDefault()}>
      <Choose
        kind="metric"
        label="Metric of the scores"
        value={settings.metric}
        onChange={(metric) => change({ metric })}
      />
      <Segmented
        legend="Plot the losses along"
        value={along}
        choices={[
          ["scale", "score scale"],
          ["correlation", "correlation"],
        ]}
        onChange={(next) => change({ along: next })}
      />
      {along === "scale" ? (
        <Slider
          label={
            <>
              correlation <V of="ρ" /> of true pairs
            </>
          }
          value={correlation}
          range={[0, 0.98]}
          step={0.02}
          show={decimal}
          onChange={(next) => change({ correlation: next })}
        />
      ) : (
        <Slider
          label={
            <>
              scale <V of="κ" /> of the scores
            </>
          }
          value={scale}
          range={[0.05, 3]}
          step={0.05}
          show={decimal}
          onChange={(next) => change({ scale: next })}
        />
      )}
      <Slider
        label={
          <>
            pairs <V of="N" />
          </>
        }
        value={pairs}
        range={[8, 128]}
        step={4}
        onChange={(next) => change({ pairs: next })}
      />
      <div className="buttons">
        <button type="button" onClick={() => change({ seed: (seed % 9999) + 1 })}>
          Draw other pairs
        </button>
      </div>
      <p className="muted small">
        <V of="N" /> pairs of embeddings in the plane, standard normal, correlation <V of="ρ" /> within a pair, times{" "}
        <span className="math">
          √<V of="κ" />
        </span>
        . With the inner product and many pairs the best scale of the conditional loss is <V of="κ" /> = <V of="ρ" />.
        Few pairs miss the tails of the normaliser and overrate larger scales.
      </p>
    </form>
  );
}

import { Choose } from "../catalogue/choose.js";
import { ComputeChoice } from "../components/compute-choice.js";
import { Slider } from "../components/slider.js";
import type { Place } from "../engine/backend.js";
import type { Change, FilesSettings } from "./settings.js";

/** Encoders that need more than a vector of numbers, or learn nothing. */
const unfit = ["leNet", "oneHot", "identity", "transformer"];

/** The model and how it is trained. */
export function HeadsControls(props: { settings: FilesSettings; change: Change; place: Place | undefined }) {
  const { settings, change, place } = props;
  const { encoder, metric, loss, dimension, epochs, batch, rate, compute } = settings;
  return (
    <form className="card controls" aria-label="Model" onSubmit={(event) => event.preventDefault()}>
      <h2>Model</h2>
      <Choose
        kind="encoder"
        label="Encoders"
        value={encoder}
        except={unfit}
        onChange={(next) => change({ encoder: next })}
      />
      <Choose kind="metric" label="Metric" value={metric} onChange={(next) => change({ metric: next })} />
      <Choose kind="loss" label="Loss" value={loss} onChange={(next) => change({ loss: next })} />
      <Slider
        label="dimension of the embeddings"
        value={dimension}
        range={[1, 128]}
        step={1}
        onChange={(next) => change({ dimension: next })}
      />
      <h2>Training</h2>
      <Slider label="epochs" value={epochs} range={[1, 500]} step={1} onChange={(next) => change({ epochs: next })} />
      <Slider
        label="batch size"
        value={batch}
        range={[8, 1024]}
        step={8}
        onChange={(next) => change({ batch: next })}
      />
      <Slider
        label="learning rate"
        value={rate}
        range={[-4, -1]}
        step={0.1}
        show={(power) => (10 ** power).toPrecision(1)}
        onChange={(next) => change({ rate: next })}
      />
      <ComputeChoice place={place} value={compute} onChange={(next) => change({ compute: next })} />
    </form>
  );
}

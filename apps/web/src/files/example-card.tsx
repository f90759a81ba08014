import { Segmented } from "../components/segmented.js";
import { startEngine } from "../engine/client.js";
import { useLatest } from "../engine/use-latest.js";
import { FoundFigure } from "./found-figure.js";
import type { Change, FilesSettings } from "./settings.js";

const BEST = 5;

/** A test sample and what it retrieves on the other side. */
export function ExampleCard(props: { settings: FilesSettings; change: Change; version: string }) {
  const { settings, change, version } = props;
  const { side, pair } = settings;
  const { value, failure } = useLatest(`${version} ${side} ${pair}`, () => startEngine().exampleOf(side, pair, BEST));
  const total = value?.pairs ?? 1;
  const step = (by: number) => change({ pair: (Math.min(pair, total - 1) + by + total) % total });
  return (
    <section className="card" aria-labelledby="examples">
      <h2 id="examples">What is retrieved</h2>
      <div className="drawn-controls">
        <Segmented
          legend={<span className="visually-hidden">Query</span>}
          value={side}
          choices={[
            ["u", "v for a u"],
            ["v", "u for a v"],
          ]}
          onChange={(next) => change({ side: next })}
        />
        <div className="stepper">
          <button type="button" aria-label="Previous test pair" onClick={() => step(-1)}>
            ‹
          </button>
          <button type="button" aria-label="Next test pair" onClick={() => step(1)}>
            ›
          </button>
        </div>
      </div>
      {failure && <p className="alert">{failure}</p>}
      {value && <FoundFigure side={side} value={value} />}
    </section>
  );
}

import { V } from "../components/maths.js";
import { Segmented } from "../components/segmented.js";
import { startEngine } from "../engine/client.js";
import type { Example, Sample } from "../engine/files/examples.js";
import { useLatest } from "../engine/use-latest.js";
import { decimal } from "../state/format.js";
import type { Change, FilesSettings } from "./settings.js";
import { Strip } from "./strip.js";

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
      {value && <Found {...{ side, value }} />}
    </section>
  );
}

function Found({ side, value }: { side: "u" | "v"; value: Example }) {
  const other = side === "u" ? "v" : "u";
  return (
    <div className="found">
      <div>
        <h3>
          Query, a <V of={side} />
        </h3>
        <SampleStrip sample={value.query} className="model" />
      </div>
      <ol aria-label="Retrieved, best first">
        {value.found.map((sample) => (
          <li key={sample.row} data-right={sample.right}>
            <SampleStrip sample={sample} className={sample.right ? "right" : "reference"} />
            <span className="small">
              <V of={other} /> · score {decimal(sample.score)}
              {sample.right && <strong className="verdict-right"> the partner</strong>}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

const SampleStrip = ({ sample, className }: { sample: Sample; className: string }) => (
  <div className="sample">
    <Strip values={sample.values} className={className} label={`Row ${sample.row}`} />
    <span className="small muted">row {sample.row}</span>
  </div>
);

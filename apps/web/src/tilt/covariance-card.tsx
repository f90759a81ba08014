import { analyse, canonicalCorrelations } from "@crosstilt/gaussian";
import { readCovariance } from "@crosstilt/labs/tilt";
import { useId, useMemo, useState } from "react";
import { DropZone } from "../components/drop-zone.js";
import { NumberInput } from "../components/number-input.js";
import { Term } from "../components/term.js";
import { compact, decimal } from "../state/format.js";
import { correlationRange, spreadRange, type TiltSettings } from "./settings.js";

const metrics = ["inner-product", "quadratic", "general-quadratic"] as const;
const losses = ["conditional", "joint"] as const;
const example = "2.0, 0.3, 0.9, 0.1\n0.3, 1.0, 0.2, 0.5\n0.9, 0.2, 1.5, 0.2\n0.1, 0.5, 0.2, 1.0";

type Change = (patch: Partial<TiltSettings>) => void;

/** A covariance matrix of one's own, of any dimension: what every metric and loss makes of it at best, in closed form. */
export function CovarianceCard({ change }: { change: Change }) {
  const [text, setText] = useState("");
  const [split, setSplit] = useState(1);
  const id = useId();
  const outcome = useMemo(() => judged(text, split), [text, split]);
  const open = async ([file]: readonly File[]) => setText(await file!.text());
  return (
    <section className="card covariance" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>Your own covariance</h2>
      <p>
        Type or paste the covariance of (<i>u</i>, <i>v</i>), a row a line, in any dimension. The first coordinates are{" "}
        <i>u</i>, the rest <i>v</i>.
      </p>
      <div className="training-row">
        <div className="training-side">
          <label htmlFor={id} className="small">
            Covariance matrix
          </label>
          <textarea
            id={id}
            rows={6}
            spellCheck={false}
            placeholder={example}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <div className="choose">
            <label htmlFor={`${id}-split`}>
              coordinates of <i>u</i>
            </label>
            <NumberInput id={`${id}-split`} value={split} range={[1, 500]} step={1} onChange={setSplit} />
          </div>
          <DropZone label="Or a text file" accept=".csv,.txt,.tsv,.json" onFiles={(files) => void open(files)} />
          <div className="buttons">
            <button
              type="button"
              onClick={() => {
                setText(example);
                setSplit(2);
              }}
            >
              Try an example
            </button>
            {outcome && "plane" in outcome && outcome.plane && (
              <button type="button" onClick={() => change(outcome.plane!)}>
                Show it above
              </button>
            )}
          </div>
        </div>
        <div aria-live="polite">
          {outcome === null && <p className="muted">The verdicts appear here as soon as the matrix is complete.</p>}
          {outcome && "failure" in outcome && <p className="alert">{outcome.failure}</p>}
          {outcome && "rows" in outcome && <Verdicts {...outcome} />}
        </div>
      </div>
    </section>
  );
}

interface Row {
  readonly name: string;
  readonly uGivenV: number;
  readonly vGivenU: number;
  readonly joint: number | null;
}

interface Judged {
  readonly rows: readonly Row[];
  readonly sigma: readonly number[];
  readonly information: number;
  /** The settings of the lab that show it, where it is that of two numbers which the lab can show. */
  readonly plane: Partial<TiltSettings> | null;
}

function judged(text: string, split: number): Judged | { readonly failure: string } | null {
  if (text.trim() === "") return null;
  try {
    const covariance = readCovariance(text);
    const spec = { covariance, split };
    const analyses = metrics.flatMap((metric) =>
      losses.map((loss) => ({ name: `${metric}, ${loss}`, ...analyse({ ...spec, metric, loss }) })),
    );
    return {
      rows: analyses.map(({ name, klUGivenV, klVGivenU, klJoint }) => ({
        name,
        uGivenV: klUGivenV,
        vGivenU: klVGivenU,
        joint: klJoint,
      })),
      sigma: canonicalCorrelations(spec).sigma,
      information: analyses[0]!.mutualInformation,
      plane: planeOf(covariance),
    };
  } catch (error) {
    return { failure: (error as Error).message };
  }
}

function planeOf(covariance: readonly (readonly number[])[]): Partial<TiltSettings> | null {
  if (covariance.length !== 2) return null;
  const [[uu, uv], [, vv]] = covariance as unknown as [[number, number], [number, number]];
  const [spreadU, spreadV] = [Math.sqrt(uu), Math.sqrt(vv)];
  const correlation = uv / (spreadU * spreadV);
  const within = (value: number, [low, high]: readonly [number, number]) => value >= low && value <= high;
  const fits = within(spreadU, spreadRange) && within(spreadV, spreadRange) && within(correlation, correlationRange);
  return fits ? { spreadU, spreadV, correlation } : null;
}

const Verdicts = ({ rows, sigma, information }: Judged) => (
  <>
    <dl className="facts">
      <div>
        <dt>
          <Term of="mutual information" />
        </dt>
        <dd data-covariance="information">{decimal(information, 3)} nats</dd>
      </div>
      <div>
        <dt>
          <Term of="canonical correlation">canonical correlations</Term>
        </dt>
        <dd data-covariance="sigma">
          {sigma
            .slice(0, 6)
            .map((value) => decimal(value, 3))
            .join(", ")}
          {sigma.length > 6 ? ", …" : ""}
        </dd>
      </div>
    </dl>
    <table className="numbers covariance-rows">
      <thead>
        <tr>
          <th scope="col">metric, loss</th>
          <th scope="col">
            <Term of="KL" /> of <i>u</i> | <i>v</i>
          </th>
          <th scope="col">
            of <i>v</i> | <i>u</i>
          </th>
          <th scope="col">of the joint law</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, uGivenV, vGivenU, joint }) => (
          <tr key={name} data-cell={name}>
            <th scope="row">{name}</th>
            <td>{exactOr(uGivenV)}</td>
            <td>{exactOr(vGivenU)}</td>
            <td>{joint === null ? "none exists" : exactOr(joint)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </>
);

const exactOr = (divergence: number) =>
  divergence < 1e-9 ? <span className="verdict-right">exact</span> : compact(divergence);

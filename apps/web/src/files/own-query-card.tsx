import type { OwnAnswer } from "@crosstilt/labs/files";
import { useEffect, useId, useState } from "react";
import { DropZone } from "../components/drop-zone.js";
import { Segmented } from "../components/segmented.js";
import { startEngine } from "../engine/client.js";
import type { OwnSource } from "../engine/files/heads.js";
import type { Outcome } from "../engine/use-each.js";
import { useLatest } from "../engine/use-latest.js";
import { failureWords } from "../state/failure-words.js";
import { decimal } from "../state/format.js";

const K = 5;
/** Classes that are shown of each answer. */
const CLASSES = 5;

/** Samples that are in no file: typed, pasted or in a file of their own, and what the model answers, with probabilities and classes. */
export function OwnQueryCard({ version }: { version: string }) {
  const [side, setSide] = useState<"u" | "v">("u");
  const [text, setText] = useState("");
  const [column, setColumn] = useState("");
  const [outcome, setOutcome] = useState<Outcome<readonly OwnAnswer[]> & { busy?: boolean }>({});
  const id = useId();
  const { value: about } = useLatest(`${version} ${side}`, () => startEngine().aboutQueries(side));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another model or side is another question
  useEffect(() => setOutcome({}), [version, side]);
  const known = about?.classes.includes(column) ? column : "";
  const ask = (source: OwnSource) => {
    setOutcome({ busy: true });
    startEngine()
      .askOwn({ side, source, k: K, column: known })
      .then(
        (value) => setOutcome({ value }),
        (error: Error) => setOutcome({ failure: error.message }),
      );
  };
  return (
    <section className="card own-queries" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>Ask with your own</h2>
      <div className="training-row">
        <form
          className="training-side"
          onSubmit={(event) => {
            event.preventDefault();
            ask({ text });
          }}
        >
          <Segmented
            legend="What I bring is a"
            value={side}
            choices={[
              ["u", "u"],
              ["v", "v"],
            ]}
            onChange={setSide}
          />
          <label htmlFor={id} className="small">
            Samples, one a line{about ? `: ${about.columns}` : ""}
          </label>
          <textarea
            id={id}
            rows={4}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          {about && about.classes.length > 0 && (
            <div className="choose">
              <label htmlFor={`${id}-class`}>classes by the column</label>
              <select id={`${id}-class`} value={known} onChange={(event) => setColumn(event.target.value)}>
                <option value="">none</option>
                {about.classes.map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </select>
            </div>
          )}
          <div className="buttons">
            <button type="submit" className="primary" disabled={text.trim() === "" || outcome.busy}>
              Ask
            </button>
            {about && about.example !== "" && (
              <button type="button" onClick={() => setText(about.example)}>
                Take the first row
              </button>
            )}
          </div>
          <DropZone
            label="Or a file of samples"
            accept=".csv,.tsv,.jsonl,.npy,.parquet,.arrow"
            onFiles={([file]) => ask({ file: file! })}
          />
        </form>
        <div aria-live="polite">
          {outcome.busy && <p className="muted">Asking…</p>}
          {outcome.failure !== undefined && <p className="alert">{failureWords(outcome.failure)}</p>}
          {outcome.value?.map((answer, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: answers keep the order of the questions
            <Answer key={i} number={i + 1} of={side === "u" ? "v" : "u"} answer={answer} />
          ))}
          {!outcome.busy && outcome.failure === undefined && !outcome.value && (
            <p className="muted small">
              The probabilities are those of the model over all entries that were loaded, calibrated as it is.
            </p>
          )}
        </div>
      </div>
    </section>
  );
}

const percent = (share: number) => `${decimal(100 * share, 1)} %`;

function Answer({ number, of, answer: { found, classes } }: { number: number; of: "u" | "v"; answer: OwnAnswer }) {
  return (
    <table className="numbers own-answer">
      <caption>Sample {number}</caption>
      <thead>
        <tr>
          <th scope="col">{of}</th>
          <th scope="col">probability</th>
        </tr>
      </thead>
      <tbody>
        {found.map(({ row, words, probability }) => (
          <tr key={row} data-own>
            <th scope="row">
              row {row}{" "}
              <small className="muted">{words.map(([column, text]) => `${column}: ${text}`).join(" · ")}</small>
            </th>
            <td>{percent(probability)}</td>
          </tr>
        ))}
        {classes.slice(0, CLASSES).map(([name, probability]) => (
          <tr key={name} data-class={name}>
            <th scope="row">class {name}</th>
            <td>{percent(probability)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

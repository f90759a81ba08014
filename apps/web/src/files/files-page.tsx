import type { RetrievalReport } from "@crosstilt/evaluation";
import { useState } from "react";
import { Fold } from "../components/fold.js";
import { V } from "../components/maths.js";
import { useDiscardGuard } from "../components/use-discard-guard.js";
import { failureWords } from "../state/failure-words.js";
import { useLastSettings } from "../state/last-settings.js";
import { useUrlState } from "../state/url-state.js";
import { DataReportCard } from "./data-report-card.js";
import { ExampleCard } from "./example-card.js";
import { FileBox } from "./file-box.js";
import { HeadsCard } from "./heads-card.js";
import { HeadsControls } from "./heads-controls.js";
import { HistoryCard } from "./history-card.js";
import { OpenModelCard } from "./open-model-card.js";
import { OwnQueryCard } from "./own-query-card.js";
import { filesFields } from "./settings.js";
import { useFiles } from "./use-files.js";
import { useHeads } from "./use-heads.js";
import { useHistory } from "./use-history.js";
import { useModelKept } from "./use-model-kept.js";
import { Welcome } from "./welcome.js";

/** What a training depends on. */
const decisive = [
  ...(["example", "uColumns", "vColumns", "key", "missing", "encoder", "dimension", "metric", "loss"] as const),
  ...(["epochs", "batch", "rate", "seed", "compute"] as const),
];

/** A model that was opened rather than trained; it is the one that is asked until another training is done. */
interface Opened {
  readonly retrieval: RetrievalReport;
  readonly files: string;
  readonly after: RetrievalReport | undefined;
}

/** Two files of one's own: what is in them, encoders trained on them, and what those retrieve. */
export default function FilesPage() {
  const [settings, changeAtOnce] = useUrlState("files", filesFields);
  useLastSettings("files", filesFields, settings, changeAtOnce);
  const files = useFiles(settings, () => changeAtOnce({ example: 0 }));
  const training = useHeads(settings, files.key);
  const { status } = training;
  const { change, question } = useDiscardGuard({ settings, change: changeAtOnce, decisive, status });
  const { value, failure } = files.outcome;
  const last = training.reports.at(-1);
  const done = last?.retrieval;
  const [opened, setOpened] = useState<Opened>();
  const open = opened?.files === files.key && opened.after === done ? opened.retrieval : undefined;
  const model = useModelKept(files.key, value !== undefined, done);
  const shown = open ?? done ?? model.retrieval;
  const version = `${files.key} ${JSON.stringify(shown?.uToV.metrics)}`;
  const history = useHistory(files, settings, done);
  const anything = files.kept.any || model.retrieval !== undefined || history.runs.length > 0;
  const forget = () => {
    for (const kept of [files, model, history]) kept.forget();
    training.reset();
  };
  return (
    <>
      {question}
      <header className="lab-head">
        <h1>Your data</h1>
        <p>
          Two files, row <V of="i" /> of one belongs to row <V of="i" /> of the other: embeddings of images and of
          captions, or any two things measured together. Get a report, train encoders, see what retrieves what.
        </p>
        <p className="private">
          <svg viewBox="0 0 16 16" width="15" height="15" aria-hidden="true">
            <path d="M4.5 7V5a3.5 3.5 0 0 1 7 0v2M3 7h10v7H3z" />
          </svg>
          Nothing leaves this machine: your files are read and trained on in this page, and there is no server to send
          them to. This browser keeps them, with the last model, until you forget them.
        </p>
      </header>
      <div className="lab">
        <div className="controls">
          <FileBox settings={settings} change={change} files={files} onForget={anything ? forget : undefined} />
          <Fold title="Model and training">
            <HeadsControls settings={settings} change={change} place={last?.place} />
          </Fold>
        </div>
        <div className="stack">
          {failure !== undefined && (
            <p role="alert" className="card alert">
              {failureWords(failure)}
            </p>
          )}
          {value === undefined && failure === undefined && (
            <Welcome files={files} onExample={() => change({ example: 1 })} />
          )}
          {value && failure === undefined && (
            <>
              <DataReportCard {...value} />
              <HeadsCard training={training} kept={model} pairs={value.metadata.counts.test} />
              {history.runs.length > 0 && <HistoryCard runs={history.runs} />}
              <OpenModelCard
                retrieval={open}
                onOpened={(retrieval) => setOpened({ retrieval, files: files.key, after: done })}
              />
              {shown && <ExampleCard settings={settings} change={change} version={version} />}
              {shown && <OwnQueryCard version={version} />}
            </>
          )}
        </div>
      </div>
    </>
  );
}

import type { RetrievalReport } from "@crosstilt/evaluation";
import { useState } from "react";
import { V } from "../components/maths.js";
import { useUrlState } from "../state/url-state.js";
import { DataReportCard } from "./data-report-card.js";
import { ExampleCard } from "./example-card.js";
import { FileBox } from "./file-box.js";
import { HeadsCard } from "./heads-card.js";
import { HeadsControls } from "./heads-controls.js";
import { OpenModelCard } from "./open-model-card.js";
import { filesFields } from "./settings.js";
import { useFiles } from "./use-files.js";
import { useHeads } from "./use-heads.js";
import { Welcome } from "./welcome.js";

/** A model that was opened rather than trained; it is the one that is asked until another training is done. */
interface Opened {
  readonly retrieval: RetrievalReport;
  readonly files: string;
  readonly after: RetrievalReport | undefined;
}

/** Two files of one's own: what is in them, encoders trained on them, and what those retrieve. */
export default function FilesPage() {
  const [settings, change] = useUrlState("files", filesFields);
  const files = useFiles(settings, () => change({ example: 0 }));
  const training = useHeads(settings, files.key);
  const { value, failure } = files.outcome;
  const last = training.reports.at(-1);
  const done = last?.retrieval;
  const [opened, setOpened] = useState<Opened>();
  const open = opened?.files === files.key && opened.after === done ? opened.retrieval : undefined;
  const shown = open ?? done;
  return (
    <>
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
          them to.
        </p>
      </header>
      <div className="lab">
        <div className="controls">
          <FileBox settings={settings} change={change} files={files} />
          <HeadsControls settings={settings} change={change} place={last?.place} />
        </div>
        <div className="stack">
          {failure !== undefined && (
            <p role="alert" className="card alert">
              {failure}
            </p>
          )}
          {value === undefined && failure === undefined && (
            <Welcome files={files} onExample={() => change({ example: 1 })} />
          )}
          {value && failure === undefined && (
            <>
              <DataReportCard {...value} />
              <HeadsCard training={training} pairs={value.metadata.counts.test} />
              <OpenModelCard
                retrieval={open}
                onOpened={(retrieval) => setOpened({ retrieval, files: files.key, after: done })}
              />
              {shown && (
                <ExampleCard
                  settings={settings}
                  change={change}
                  version={`${files.key} ${JSON.stringify(shown.uToV.metrics)}`}
                />
              )}
            </>
          )}
        </div>
      </div>
    </>
  );
}

import type { RetrievalReport } from "@crosstilt/evaluation";
import { type RunLog, readRunLog } from "@crosstilt/labs/files/run-log";
import { useRef, useState } from "react";
import { DropZone } from "../components/drop-zone.js";
import { startEngine } from "../engine/client.js";
import { failureWords } from "../state/failure-words.js";
import { RecallTable } from "./recall-table.js";
import { RunLogFigure } from "./run-log-figure.js";

interface OpenModelProps {
  /** How well the model that is open retrieves the pairs of both files. */
  readonly retrieval: RetrievalReport | undefined;
  readonly onOpened: (retrieval: RetrievalReport) => void;
}

/** What a run's folder tells beside its model. */
interface RunNotes {
  readonly config: string;
  readonly log: RunLog;
}

/** A model that was trained before, here or by the command line, in the place of one that is trained now. */
export function OpenModelCard({ retrieval, onOpened }: OpenModelProps) {
  const [failure, setFailure] = useState("");
  const [notes, setNotes] = useState<RunNotes>();
  const folder = useRef<HTMLInputElement>(null);
  const open = (files: readonly File[]) =>
    openFiles(files).then(
      async (report) => {
        setFailure("");
        setNotes(await notesOf(files));
        onOpened(report);
      },
      (error: Error) => setFailure(error.message),
    );
  return (
    <section className="card" aria-labelledby="open-model">
      <h2 id="open-model">Open a model or a run</h2>
      <p className="small">
        A model that was trained on such files, here or by the command line, or the whole folder of a run (
        <code>runs/config</code>): it is asked about all pairs of both files.
      </p>
      <DropZone
        label="model.json and model.safetensors"
        accept=".json,.safetensors,.yaml,.jsonl"
        multiple
        onFiles={open}
      >
        <span className="small muted">choose both, or drop them or their folder here</span>
      </DropZone>
      <p className="buttons open-folder">
        <button type="button" onClick={() => folder.current!.click()}>
          Choose a folder
        </button>
        <input
          ref={(input) => {
            folder.current = input;
            // React knows no such attribute.
            input?.setAttribute("webkitdirectory", "");
          }}
          type="file"
          multiple
          hidden
          aria-label="Folder of a run"
          onChange={({ target }) => {
            const files = [...(target.files ?? [])];
            target.value = "";
            if (files.length > 0) void open(files);
          }}
        />
      </p>
      {failure && (
        <p className="alert" role="alert">
          {failureWords(failure)}
        </p>
      )}
      {retrieval && (
        <div className="training-row">
          <RecallTable retrieval={retrieval} of="all pairs" />
          {notes && notes.log.steps.length > 0 && <RunLogFigure log={notes.log} />}
        </div>
      )}
      {retrieval && notes && notes.config !== "" && (
        <details className="more">
          <summary>config.yaml of the run</summary>
          <pre className="small run-config">{notes.config}</pre>
        </details>
      )}
    </section>
  );
}

/** The file of a name that lies least deep: the candidates of a run have models of their own in it. */
const named = (files: readonly File[], name: string): File | undefined =>
  files.filter((file) => file.name === name).sort((a, b) => depthOf(a) - depthOf(b))[0];

const depthOf = ({ webkitRelativePath }: File): number => webkitRelativePath.split("/").length;

async function openFiles(files: readonly File[]): Promise<RetrievalReport> {
  const only = (ending: string) => {
    const fitting = files.filter(({ name }) => name.endsWith(ending));
    return fitting.length === 1 ? fitting[0] : undefined;
  };
  const description = named(files, "model.json") ?? only(".json");
  const weights = named(files, "model.safetensors") ?? only(".safetensors");
  if (!description || !weights)
    throw new Error(
      `A model is two files, model.json and model.safetensors; among ${files.length === 1 ? `the one chosen, ${files[0]!.name},` : `the ${files.length} chosen`} there is ${description ? "no model.safetensors" : weights ? "no model.json" : "neither"}. Choose both together, or the folder of a run that is done.`,
    );
  return startEngine().openModel({
    description: await description.text(),
    weights: new Uint8Array(await weights.arrayBuffer()),
  });
}

async function notesOf(files: readonly File[]): Promise<RunNotes> {
  const [config, metrics] = ["config.yaml", "metrics.jsonl"].map((name) => named(files, name)?.text());
  return { config: (await config) ?? "", log: readRunLog((await metrics) ?? "") };
}

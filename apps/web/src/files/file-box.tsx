import { useId } from "react";
import { DropZone } from "../components/drop-zone.js";
import { V } from "../components/maths.js";
import { Segmented } from "../components/segmented.js";
import { failureWords, pairingSection } from "../state/failure-words.js";
import type { Change, FilesSettings } from "./settings.js";
import type { Files } from "./use-files.js";

const accept = ".csv,.tsv,.jsonl,.ndjson,.npy,.npz,.safetensors,.parquet,.arrow,.feather,.tar,.zip";

/** Where the two files are dropped, and how they belong together. */
export function FileBox(props: {
  settings: FilesSettings;
  change: Change;
  files: Files /** Absent where nothing is kept. */;
  onForget: (() => void) | undefined;
}) {
  const { settings, change, files, onForget } = props;
  const { key, missing, example } = settings;
  // What a refusal asks for must not be hidden.
  const asksFor = failureWords(files.outcome.failure ?? "").includes(pairingSection);
  return (
    <section className="card controls" aria-labelledby="files">
      <h2 id="files">Files</h2>
      <SideBox settings={settings} change={change} files={files} side="u" />
      <SideBox settings={settings} change={change} files={files} side="v" />
      <details className="more" open={key !== "" || missing === "drop" || asksFor}>
        <summary>{pairingSection}</summary>
        <div className="controls">
          <TextInput label="Column to join by (empty: by row)" value={key} onChange={(next) => change({ key: next })} />
          <Segmented
            legend="Rows without a value"
            value={missing}
            choices={[
              ["refuse", "stop and say where"],
              ["drop", "leave out"],
            ]}
            onChange={(next) => change({ missing: next })}
          />
        </div>
      </details>
      {onForget && (
        <div className="buttons">
          <button type="button" onClick={onForget}>
            Forget files and model
          </button>
        </div>
      )}
      {files.kept.failure !== "" && (
        <p className="small alert">This browser keeps nothing, so leaving the page loses it: {files.kept.failure}</p>
      )}
      {example === 1 && (
        <div className="buttons">
          <button type="button" onClick={() => change({ example: 0 })}>
            Leave the example
          </button>
        </div>
      )}
      <p className="muted small">CSV, TSV, JSONL, NPY, NPZ, safetensors, Parquet, Arrow, and pictures in ZIP or TAR.</p>
    </section>
  );
}

function SideBox(props: { settings: FilesSettings; change: Change; files: Files; side: "u" | "v" }) {
  const { settings, change, files, side } = props;
  const field = side === "u" ? "uColumns" : "vColumns";
  const file = files[side];
  // Two files dropped on one box are both sides.
  const put = ([first, second]: readonly File[]) =>
    files.put(second ? { [side]: first, [side === "u" ? "v" : "u"]: second } : { [side]: first });
  return (
    <div className="side-box">
      <DropZone label={`File of ${side}`} accept={accept} onFiles={put}>
        <span className="small">
          {file ? (
            <>
              <V of={side} />: <strong>{file.name}</strong> <span className="muted">{sizeOf(file.size)}</span>
            </>
          ) : (
            <span className="muted">choose, or drop it here</span>
          )}
        </span>
      </DropZone>
      <TextInput
        label="Columns, with commas between (empty: all)"
        value={settings[field]}
        onChange={(text) => change({ [field]: text })}
      />
    </div>
  );
}

function TextInput({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) {
  const id = useId();
  return (
    <div className="choose">
      <label htmlFor={id} className="muted small">
        {label}
      </label>
      <input type="text" id={id} value={value} onChange={(event) => onChange(event.target.value)} />
    </div>
  );
}

const sizeOf = (bytes: number): string =>
  bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

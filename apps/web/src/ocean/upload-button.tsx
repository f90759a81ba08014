import type { OwnPath } from "@crosstilt/labs/ocean";
import type { Upload } from "@crosstilt/labs/ocean/upload";
import { useId, useState } from "react";
import { DropZone } from "../components/drop-zone.js";
import { download } from "../figure/download.js";
import { whole } from "../state/format.js";

/** A file input for drifters' tracks, what was found in the file, and the choice among several. */
export function UploadButton({ onPath, example }: { onPath: (path: OwnPath) => void; example: () => string }) {
  const [name, setName] = useState("");
  const [upload, setUpload] = useState<Upload | null>(null);
  const [failure, setFailure] = useState("");
  const take = async (file: File) => {
    setName(file.name);
    try {
      const { readUpload } = await import("@crosstilt/labs/ocean/upload");
      const found = readUpload(file.name, new Uint8Array(await file.arrayBuffer()));
      setUpload(found);
      setFailure("");
      onPath(found.tracks[0]!.path);
    } catch (error) {
      setUpload(null);
      setFailure((error as Error).message);
    }
  };
  return (
    <div className="upload">
      <DropZone
        label="CSV or NetCDF-3 file of drifters"
        accept=".csv,.tsv,.txt,.nc,.cdf"
        onFiles={([file]) => void take(file!)}
      >
        {name === "" ? undefined : <strong className="small">{name}</strong>}
      </DropZone>
      {upload && <Found upload={upload} onPath={onPath} />}
      <p>
        <button type="button" onClick={() => download("drifter.csv", new Blob([example()], { type: "text/csv" }))}>
          Save an example
        </button>
      </p>
      <p className="alert" role="alert">
        {failure}
      </p>
      <p className="muted small">
        Columns <code>lon</code>, <code>lat</code>, <code>time</code> (and <code>id</code>), or <code>x</code>,{" "}
        <code>y</code>, <code>t</code> in the model's units. The file stays in this browser.
      </p>
    </div>
  );
}

function Found({ upload, onPath }: { upload: Upload; onPath: (path: OwnPath) => void }) {
  const id = useId();
  const { tracks, missing, geographic } = upload;
  return (
    <>
      <p className="small" role="status">
        {whole(tracks.length)} {tracks.length === 1 ? "drifter" : "drifters"}
        {missing > 0 ? `, ${whole(missing)} fixes left out because something is missing` : ""}.
        {geographic ? " Scaled from degrees to the square and to the model's time." : ""}
      </p>
      {tracks.length > 1 && (
        <div className="choice">
          <label htmlFor={id}>drifter</label>
          <select id={id} onChange={(event) => onPath(tracks[Number(event.target.value)]!.path)}>
            {tracks.map((track, i) => (
              <option key={track.id} value={i}>
                {track.id} ({whole(track.fixes)} fixes)
              </option>
            ))}
          </select>
        </div>
      )}
    </>
  );
}

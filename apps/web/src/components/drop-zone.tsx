import { type DragEvent, type ReactNode, useId, useState } from "react";
import { droppedFiles } from "./dropped-files.js";

/** A file input that also takes what is dropped on it. */
export function DropZone(props: {
  label: string;
  accept: string;
  multiple?: boolean;
  children?: ReactNode;
  onFiles: (files: readonly File[]) => void;
}) {
  const { label, accept, multiple = false, children, onFiles } = props;
  const id = useId();
  const [over, setOver] = useState(false);
  const take = (files: readonly File[]) => {
    if (files.length > 0) onFiles(files);
  };
  const onDragOver = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void droppedFiles(event.dataTransfer).then(take);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra way to what the input does
    <div
      className={`drop-zone ${over ? "over" : ""}`}
      onDragOver={onDragOver}
      onDrop={onDrop}
      onDragLeave={() => setOver(false)}
    >
      <label htmlFor={id}>{label}</label>
      <input
        type="file"
        id={id}
        accept={accept}
        multiple={multiple}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = "";
          take(files);
        }}
      />
      {children ?? <span className="small muted">choose, or drop it here</span>}
    </div>
  );
}

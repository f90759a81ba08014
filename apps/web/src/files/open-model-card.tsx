import type { RetrievalReport } from "@crosstilt/evaluation";
import { useState } from "react";
import { DropZone } from "../components/drop-zone.js";
import { startEngine } from "../engine/client.js";
import { failureWords } from "../state/failure-words.js";
import { RecallTable } from "./recall-table.js";

interface OpenModelProps {
  /** How well the model that is open retrieves the pairs of both files. */
  readonly retrieval: RetrievalReport | undefined;
  readonly onOpened: (retrieval: RetrievalReport) => void;
}

/** A model that was trained before, here or by the command line, in the place of one that is trained now. */
export function OpenModelCard({ retrieval, onOpened }: OpenModelProps) {
  const [failure, setFailure] = useState("");
  const open = (files: readonly File[]) =>
    openFiles(files).then(
      (report) => {
        setFailure("");
        onOpened(report);
      },
      (error: Error) => setFailure(error.message),
    );
  return (
    <section className="card" aria-labelledby="open-model">
      <h2 id="open-model">Open a model</h2>
      <p className="small">
        One that was trained on such files, here or by the command line: it is asked about all pairs of both files.
      </p>
      <DropZone label="model.json and model.safetensors" accept=".json,.safetensors" multiple onFiles={open} />
      {failure && <p className="alert">{failureWords(failure)}</p>}
      {retrieval && <RecallTable retrieval={retrieval} of="all pairs" />}
    </section>
  );
}

async function openFiles(files: readonly File[]): Promise<RetrievalReport> {
  const [description, weights] = [".json", ".safetensors"].map((end) => files.find(({ name }) => name.endsWith(end)));
  if (!description || !weights)
    throw new Error("A model is two files: choose model.json and model.safetensors together.");
  return startEngine().openModel({
    description: await description.text(),
    weights: new Uint8Array(await weights.arrayBuffer()),
  });
}

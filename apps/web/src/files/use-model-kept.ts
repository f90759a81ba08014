import type { RetrievalReport } from "@crosstilt/evaluation";
import type { ModelFiles } from "@crosstilt/labs/files";
import { useEffect, useState } from "react";
import { startEngine } from "../engine/client.js";
import { useKept } from "../state/kept.js";

/** A trained model and the files, as they were read, that it was trained on. */
interface KeptModel {
  readonly files: string;
  readonly model: ModelFiles;
}

/** The model of an earlier visit, judged again on its test pairs. */
export interface ModelKept {
  readonly retrieval: RetrievalReport | undefined;
  readonly failure: string;
  forget(): void;
}

const nothing = null as KeptModel | null;

/** Keeps each finished model, and brings the last one back when its files are read again and nothing else was trained. */
export function useModelKept(files: string, read: boolean, trained: RetrievalReport | undefined): ModelKept {
  const { value: kept, failure, keep, forget } = useKept("model", nothing);
  const [found, setFound] = useState<{ readonly files: string; readonly retrieval: RetrievalReport }>();
  const [broken, setBroken] = useState("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: a model is kept when it is finished, and then alone
  useEffect(() => {
    if (trained)
      startEngine()
        .exportHeads()
        .then(
          (model) => keep({ files, model }),
          (error: Error) => setBroken(error.message),
        );
  }, [trained]);
  useEffect(() => {
    if (!read || trained || kept?.files !== files || found?.files === files) return;
    let here = true;
    startEngine()
      .restoreHeads(kept.model)
      .then(
        (retrieval) => here && setFound({ files, retrieval }),
        (error: Error) => here && setBroken(error.message),
      );
    return () => {
      here = false;
    };
  }, [read, trained, kept, files, found]);
  const retrieval = !trained && kept?.files === files && found?.files === files ? found.retrieval : undefined;
  return { retrieval, failure: failure || broken, forget };
}

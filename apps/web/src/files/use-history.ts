import type { RetrievalReport } from "@crosstilt/evaluation";
import { useEffect } from "react";
import { writeFields } from "../state/fields.js";
import { useKept } from "../state/kept.js";
import { hashOf } from "../state/route.js";
import { type Run, recallOf } from "./history-card.js";
import { type FilesSettings, filesFields } from "./settings.js";
import type { Files } from "./use-files.js";

/** Runs that are kept. */
const MOST = 20;

const none: readonly Run[] = [];

/** The finished runs, the newest first; each is added when it is done. */
export function useHistory({ u, v }: Files, settings: FilesSettings, done: RetrievalReport | undefined) {
  const { value: runs, keep, forget } = useKept("runs", none);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a run is added once, when it is done
  useEffect(() => {
    if (!done || runs === undefined) return;
    const { encoder, dimension, metric, loss, epochs, batch, rate } = settings;
    const run: Run = {
      files: `${u?.name} · ${v?.name}`,
      settings: `${encoder} ${dimension}, ${metric}, ${loss}; ${epochs} epochs of ${batch}, rate ${(10 ** rate).toPrecision(1)}`,
      hash: hashOf("files", writeFields(filesFields, settings)),
      recall: recallOf(done),
    };
    keep([run, ...runs].slice(0, MOST));
  }, [done]);
  return { runs: runs ?? none, forget };
}

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { CrosstiltError, demand, refusal } from "@crosstilt/core";
import { sealedJson, sealedSafetensors, sealState, writeFileAtomic } from "@crosstilt/formats/node";
import { decodeState, type Progress, progressOf, tensorsOfState } from "./state-format.js";
import type { TrainingState } from "./training-state.js";

/** Where a run keeps its latest state. */
export interface Checkpoints {
  /** Saves atomically: a process killed at any moment leaves the previous or the new checkpoint, whole. */
  save(state: TrainingState): Promise<void>;
  /** The latest state, or null when there is none; the caller disposes of it. */
  load(): Promise<TrainingState | null>;
  /** Forgets all that was saved. */
  clear(): Promise<void>;
}

/** The file that names the current tensors; its rename is the moment a checkpoint counts. */
const INDEX = "checkpoint.json";
const TENSORS = /^checkpoint-\d+\.safetensors$/;

interface Index {
  readonly progress: Progress;
  readonly tensors: string;
  readonly sha256: string;
  readonly settings: unknown;
}

/**
 * Checkpoints in a folder: tensors as safetensors, everything else as JSON.
 *
 * @param settings what must be the same for a resumed run to be the same run (seed, model, data, batch size, …)
 * @throws on load, when the checkpoint is damaged or was made with other settings.
 * @example
 * const checkpoints = fileCheckpoints("runs/1", { seed: 1 });
 * const state = (await checkpoints.load()) ?? startFit(model, { loss });
 */
export function fileCheckpoints(folder: string, settings: unknown): Checkpoints {
  const indexPath = join(folder, INDEX);
  return {
    async save(state) {
      await mkdir(folder, { recursive: true });
      const pieces = sealedSafetensors(await tensorsOfState(state));
      const tensors = `checkpoint-${state.step}.safetensors`;
      await writeFileAtomic(join(folder, tensors), pieces);
      const index: Index = { progress: progressOf(state), tensors, sha256: digest(pieces), settings };
      await writeFileAtomic(indexPath, sealedJson(index));
      await removeTensors(folder, tensors);
    },
    async load() {
      const index = await readIndex(indexPath);
      if (!index) return null;
      demandSameSettings(indexPath, index.settings, settings);
      const bytes = await readFile(join(folder, index.tensors)).catch(() => {
        throw damaged(indexPath, `no file ${index.tensors}`);
      });
      if (digest([bytes]) !== index.sha256) throw damaged(join(folder, index.tensors), "other bytes than were saved");
      return decodeState(bytes, index.progress);
    },
    async clear() {
      await rm(indexPath, { force: true });
      await removeTensors(folder);
    },
  };
}

async function readIndex(path: string): Promise<Index | null> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new CrosstiltError(`checkpoint ${path}: cannot be read (${error.code})`);
  });
  if (bytes === null) return null;
  if (sealState(bytes) === "broken") throw damaged(path, "other bytes than were saved");
  try {
    return JSON.parse(bytes.toString()) as Index;
  } catch {
    throw damaged(path, "text that is not JSON");
  }
}

function demandSameSettings(path: string, saved: unknown, wanted: unknown): void {
  const different = differences(saved, wanted);
  demand(different.length === 0, () => ({
    argument: `checkpoint ${path}`,
    expected: `the settings that it was made with (${different.map(({ name, before }) => `${name} ${before}`).join(", ")})`,
    received: different.map(({ name, now }) => `${name} ${now}`).join(", "),
    remedy:
      "Resume with those (on the command line --threads and --backend are such), since other ones give other bits, or start anew in another folder",
  }));
}

interface Difference {
  readonly name: string;
  readonly before: string;
  readonly now: string;
}

/** The settings that are not the same, each by its name. */
function differences(saved: unknown, wanted: unknown): Difference[] {
  const fields = (settings: unknown): Record<string, unknown> =>
    typeof settings === "object" && settings !== null ? { ...settings } : { settings };
  const [before, now] = [fields(saved), fields(wanted)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const text = (value: unknown) => JSON.stringify(value) ?? "none";
  return names
    .map((name) => ({ name, before: text(before[name]), now: text(now[name]) }))
    .filter((entry) => entry.before !== entry.now);
}

async function removeTensors(folder: string, except?: string): Promise<void> {
  const names = await readdir(folder).catch(() => [] as string[]);
  const old = names.filter((name) => TENSORS.test(name) && name !== except);
  await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
}

function digest(pieces: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}

function damaged(path: string, received: string): Error {
  return refusal({
    argument: `checkpoint ${path}`,
    expected: "a checkpoint as it was saved",
    received,
    remedy: "Delete the folder and start anew",
  });
}

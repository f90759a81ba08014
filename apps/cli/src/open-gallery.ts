import { stat } from "node:fs/promises";
import type { SideSource } from "@crosstilt/dataset-files";
import { openGallery, type Run, type StoredGallery } from "@crosstilt/project";
import { parseNamedFile } from "./project-flags.js";

/** What a flag names: a folder that `index` or `finetune` wrote, or a file of samples (`FILE` or `FILE:COLUMN`). */
export async function galleryOf(run: Run, text: string | undefined): Promise<StoredGallery | SideSource | undefined> {
  if (text === undefined) return undefined;
  const folder = await stat(text).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  return folder ? openGallery(run, text) : parseNamedFile(text);
}

import { stat } from "node:fs/promises";
import { join } from "node:path";
import { demand } from "@crosstilt/core";
import type { Side } from "@crosstilt/train";
import type { Run } from "../run/run.js";
import { GALLERY_FILE, openGallery, type StoredGallery } from "./gallery-folder.js";

/** The gallery of a folder that may be replaced while it is searched. */
export interface FollowedGallery {
  readonly side: Side;
  /** The newest one that could be opened. */
  current(): Promise<StoredGallery>;
}

/**
 * {@link openGallery} for programs that run on: when the gallery in the folder is replaced, the new one is opened at the next
 * question. One that cannot be opened is told to `onProblem`, and the old one stays.
 *
 * @example
 * await serve({ run, galleries: { v: await followGallery(run, "shop.index") } });
 */
export async function followGallery(
  run: Run,
  folder: string,
  onProblem: (error: Error) => void = () => {},
): Promise<FollowedGallery> {
  let seen = await stampOf(folder);
  let opened = await openGallery(run, folder);
  const { side } = opened;
  const renew = async () => {
    const found = await openGallery(run, folder);
    demand(found.side === side, () => ({ argument: folder, expected: `a gallery of ${side}`, received: found.side }));
    opened = found;
  };
  return {
    side,
    async current() {
      const stamp = await stampOf(folder);
      if (stamp !== seen) {
        seen = stamp;
        await renew().catch(onProblem);
      }
      return opened;
    },
  };
}

/** Changes whenever the gallery is replaced. */
async function stampOf(folder: string): Promise<string> {
  const found = await stat(join(folder, GALLERY_FILE)).catch(() => null);
  return found ? `${found.ino} ${found.mtimeMs}` : "none";
}

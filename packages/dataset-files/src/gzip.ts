import { refusal } from "@crosstilt/core";
import { gunzipped } from "#gunzip";
import type { Chunks } from "./chunks.js";

/** Bytes that a gzip file may always unpack to; beyond them only so many times its own. */
const ALWAYS_ALLOWED = 2 ** 30;
const LARGEST_RATIO = 100;

/** Whether bytes begin a gzip file. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** What gzip has packed, in pieces; refuses damaged files, and those that grow beyond 1 GiB and a hundredfold. */
export async function* unpacked(path: string, chunks: Chunks): AsyncGenerator<Uint8Array> {
  const sizes = { packed: 0, unpacked: 0 };
  async function* counted() {
    for await (const chunk of chunks) {
      sizes.packed += chunk.length;
      yield chunk;
    }
  }
  try {
    for await (const chunk of gunzipped(counted())) {
      sizes.unpacked += chunk.length;
      if (sizes.unpacked > Math.max(ALWAYS_ALLOWED, LARGEST_RATIO * sizes.packed))
        throw new Error(`more than ${LARGEST_RATIO} times its own bytes`);
      yield chunk;
    }
  } catch (error) {
    if ((error as Error).name === "CrosstiltError") throw error;
    throw refusal({
      argument: path,
      expected: "a complete gzip file",
      received: `one that cannot be unpacked: ${(error as Error).message}`,
      remedy: "The file is truncated or damaged; write it again, or unpack it yourself",
    });
  }
}

import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { Chunks } from "./chunks.js";

/** What gzip has packed, in pieces. */
export function gunzipped(chunks: Chunks): AsyncIterable<Uint8Array> {
  const source = Readable.from(chunks);
  const unpacking = createGunzip();
  source.on("error", (error) => unpacking.destroy(error));
  unpacking.on("close", () => source.destroy());
  return source.pipe(unpacking);
}

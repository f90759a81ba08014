import type { Chunks } from "./chunks.js";

/** What gzip has packed, in pieces; a single member of it. */
export async function* gunzipped(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const stream = new DecompressionStream("gzip");
  const writer = stream.writable.getWriter();
  const written = (async () => {
    for await (const chunk of chunks) await writer.write(chunk as Uint8Array<ArrayBuffer>);
    await writer.close();
  })();
  // What goes wrong there is told by the reader.
  written.catch(() => {});
  const reader = stream.readable.getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) if (value) yield value;
  await written;
}

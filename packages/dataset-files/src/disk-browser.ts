import { refusal } from "@crosstilt/core";
import type { Chunks } from "./gzip.js";
import type { SourceFile } from "./source-file.js";

/** Browsers have no disk: files come as bytes. */
export function diskFile(path: string): SourceFile {
  throw refusal({
    argument: path,
    expected: "the file's content in a browser",
    received: "its name only",
    remedy: "Pass { path, bytes: new Uint8Array(await file.arrayBuffer()) }",
  });
}

/** Formats beside PNG and JPEG need a library that browsers have not. */
export function decodeByLibrary(_bytes: Uint8Array, path: string): never {
  throw refusal({
    argument: path,
    expected: "a PNG or JPEG image in a browser",
    received: "another image",
    remedy: "Convert it, or work in Node",
  });
}

/** Browsers have no folders either. */
export const readFolder = async (): Promise<null> => null;

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

/** Browsers have no processes to start: files are read in the thread that asks. */
export const foreignProcess = async (): Promise<undefined> => undefined;

import { createReadStream } from "node:fs";
import { refusal } from "@crosstilt/core";
import { fileError } from "@crosstilt/formats/node";

/** The text of a UTF-8 file in pieces, without a byte order mark. Refuses unreadable files and other encodings. */
export async function* readText(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let position = 0;
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw refusal({
        argument: path,
        expected: "text in UTF-8",
        received: `other bytes near byte ${position}`,
        remedy: "Save the file as UTF-8",
      });
    }
  };
  try {
    for await (const chunk of createReadStream(path)) {
      yield decode(chunk);
      position += chunk.length;
    }
  } catch (error) {
    throw fileError(path, "read", error);
  }
  yield decode();
}

import { refusal } from "@crosstilt/core";

/** The text of UTF-8 bytes in pieces, without a byte order mark. Refuses other encodings. */
export async function* decodedText(
  path: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
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
  for await (const chunk of chunks) {
    yield decode(chunk);
    position += chunk.length;
  }
  yield decode();
}

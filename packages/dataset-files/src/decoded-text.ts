import { refusal } from "@crosstilt/core";

/** The text of UTF-8 bytes in pieces, without a byte order mark. Refuses other encodings, with the line. */
export async function* decodedText(
  path: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw refusal({
        argument: `${path}, line ${line + linesBeforeFault(bytes ?? new Uint8Array())}`,
        expected: "text in UTF-8",
        received: "bytes that are none",
        remedy: "Save the file as UTF-8",
      });
    }
  };
  for await (const chunk of chunks) {
    yield decode(chunk);
    line += chunk.reduce((count, byte) => (byte === LINE_FEED ? count + 1 : count), 0);
  }
  yield decode();
}

const LINE_FEED = 10;

/** Line feeds before the first bytes that are no text; the rest of a character that began in the piece before is none. */
function linesBeforeFault(bytes: Uint8Array): number {
  const first = bytes.findIndex((byte) => (byte & 0xc0) !== 0x80);
  const valid = new TextDecoder().decode(bytes.subarray(Math.max(0, first))).split("\ufffd")[0]!;
  return valid.split("\n").length - 1;
}

import { refusal } from "@crosstilt/core";

/** The text of bytes in pieces, in UTF-8, or in UTF-16 where its byte order mark says so; without that mark. Refuses other encodings, with the line. */
export async function* decodedText(
  path: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let line = 1;
  const decode = (bytes?: Uint8Array) => {
    decoder ??= new TextDecoder(encodingOf(bytes), { fatal: true });
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw refusal({
        argument: `${path}, line ${line + linesBeforeFault(bytes ?? new Uint8Array())}`,
        expected: "text in UTF-8, or in UTF-16 with a byte order mark",
        received: "bytes that are none",
        remedy: "Save the file as UTF-8",
      });
    }
  };
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    yield decode(chunk);
    line += chunk.reduce((count, byte) => (byte === LINE_FEED ? count + 1 : count), 0);
  }
  yield decode();
}

const LINE_FEED = 10;

/** As the byte order mark says, which Excel and PowerShell write. */
function encodingOf([first, second]: Iterable<number> = []): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

/** Line feeds before the first bytes that are no text; the rest of a character that began in the piece before is none. */
function linesBeforeFault(bytes: Uint8Array): number {
  const first = bytes.findIndex((byte) => (byte & 0xc0) !== 0x80);
  const valid = new TextDecoder().decode(bytes.subarray(Math.max(0, first))).split("\ufffd")[0]!;
  return valid.split("\n").length - 1;
}

/** Bits of a frame's descriptor that say which fields follow. */
const [CONTENT_SIZE, DICTIONARY, BLOCK_CHECKSUM] = [0x08, 0x01, 0x10];
/** The bit of a block's length that says it is stored as it is. */
const STORED = 0x8000_0000;
/** A match is at least so long. */
const SHORTEST = 4;

/**
 * The content of one LZ4 frame, whose length is known, as Arrow files have them. Checksums are not looked at. Throws when
 * the frame holds something else.
 *
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */
export function decodeLz4Frame(bytes: Uint8Array, length: number): Uint8Array {
  // No more than 255 bytes come from one.
  if (length > 255 * bytes.length) throw new Error(`LZ4 data of ${bytes.length} bytes, where ${length} were said`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== 0x184d2204) throw new Error("no LZ4 frame");
  const flags = bytes[4]!;
  const checksum = flags & BLOCK_CHECKSUM ? 4 : 0;
  let at = 7 + (flags & CONTENT_SIZE ? 8 : 0) + (flags & DICTIONARY ? 4 : 0);
  const output = new Uint8Array(length);
  let end = 0;
  for (let size = view.getUint32(at, true); size !== 0; size = view.getUint32(at, true)) {
    const stored = size >= STORED;
    const count = stored ? size - STORED : size;
    const block = bytes.subarray(at + 4, at + 4 + count);
    if (stored) output.set(block, end);
    end = stored ? end + block.length : decodeBlock(block, output, end);
    at += 4 + count + checksum;
  }
  if (end !== length) throw new Error(`LZ4 data of ${end} bytes, where ${length} were said`);
  return output;
}

/** Writes a block's content behind what earlier blocks left, to which it may refer; returns the new end. */
function decodeBlock(block: Uint8Array, output: Uint8Array, start: number): number {
  let [at, end] = [0, start];
  /** What four bits could not say goes on in bytes, up to one below 255. */
  const lengthFrom = (nibble: number) => {
    let length = nibble;
    for (let byte = nibble === 15 ? 255 : 0; byte === 255; length += byte) byte = block[at++]!;
    return length;
  };
  while (at < block.length) {
    const token = block[at++]!;
    const literals = lengthFrom(token >> 4);
    output.set(block.subarray(at, at + literals), end);
    at += literals;
    end += literals;
    if (at >= block.length) return end;
    const distance = block[at]! | (block[at + 1]! << 8);
    at += 2;
    const length = lengthFrom(token & 15) + SHORTEST;
    if (distance === 0 || distance > end || end + length > output.length) throw new Error("damaged LZ4 data");
    for (let i = 0; i < length; i++, end++) output[end] = output[end - distance]!;
  }
  return end;
}

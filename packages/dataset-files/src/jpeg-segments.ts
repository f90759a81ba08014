const START_OF_SCAN = 0xffda;

/** A segment of a JPEG: its marker, and where its content begins. */
interface Segment {
  readonly marker: number;
  readonly start: number;
}

/** The segments before the pixels of a JPEG; ends where they cannot be read, which the decoder tells. */
export function* jpegSegments(view: DataView): Generator<Segment> {
  for (let at = 2; at + 4 <= view.byteLength; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker === START_OF_SCAN || marker < 0xff00) return;
    yield { marker, start: at + 4 };
  }
}

/** The channels that a JPEG has; undefined where it does not say. */
export function jpegChannels(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { marker, start } of jpegSegments(view)) {
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame && start + 5 < view.byteLength) return view.getUint8(start + 5);
  }
  return undefined;
}

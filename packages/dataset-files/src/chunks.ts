/** Bytes in pieces. */
export type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

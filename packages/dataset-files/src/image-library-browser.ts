import { refusal } from "@crosstilt/core";

/** Formats beside PNG and JPEG need a library that browsers have not. */
export function decodeByLibrary(_bytes: Uint8Array, path: string): never {
  throw refusal({
    argument: path,
    expected: "a PNG or JPEG image in a browser",
    received: "another image",
    remedy: "Convert it, or work in Node",
  });
}

import { unzlibSync } from "fflate";
import { expect, test } from "vitest";
import { pngDataUrl } from "../src/png.js";

/** The chunks of a PNG by name. */
function chunks(url: string): Record<string, Uint8Array> {
  const bytes = Uint8Array.from(atob(url.slice("data:image/png;base64,".length)), (character) =>
    character.charCodeAt(0),
  );
  expect([...bytes.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  const found: Record<string, Uint8Array> = {};
  const view = new DataView(bytes.buffer);
  for (let at = 8; at < bytes.length; at += 12 + view.getUint32(at)) {
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    found[name] = bytes.subarray(at + 8, at + 8 + view.getUint32(at));
  }
  return found;
}

test("each pixel becomes a square of equal bytes", () => {
  const { IHDR, IDAT } = chunks(pngDataUrl({ width: 2, height: 1, pixels: Uint8Array.of(7, 200) }, 2));
  expect([...IHDR!]).toEqual([0, 0, 0, 4, 0, 0, 0, 2, 8, 0, 0, 0, 0]);
  expect([...unzlibSync(IDAT!)]).toEqual([0, 7, 7, 200, 200, 0, 7, 7, 200, 200]);
});

test("a palette makes the bytes places in it", () => {
  const palette = Uint8Array.from({ length: 768 }, (_, i) => i % 251);
  const { IHDR, PLTE } = chunks(pngDataUrl({ width: 1, height: 1, pixels: Uint8Array.of(3), palette }));
  expect(IHDR![9]).toBe(3);
  expect(PLTE).toEqual(palette);
});

test("the end chunk has the checksum of the PNG standard", () => {
  const url = pngDataUrl({ width: 1, height: 1, pixels: Uint8Array.of(0) });
  expect(atob(url.split(",")[1]!).slice(-8)).toBe("IEND\xae\x42\x60\x82");
});

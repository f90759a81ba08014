import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSafetensors, readSealed, sealedJson, sealState, writeSafetensors } from "../src/node.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "crosstilt-seal-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const tensors = { w: { shape: [2, 2], data: Float32Array.of(1, -2, 3, 4) } };

/** The bytes with one bit turned over. */
function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}

describe("a sealed file", () => {
  test.each([
    ["JSON", async () => sealedJson({ format: "x/1", weights: [0.1, 2e-7], text: 'a "seal" of "sha256-0"' })],
    [
      "safetensors",
      async () => {
        await writeSafetensors(join(folder, "w.safetensors"), { tensors, metadata: { epoch: "3" } });
        return readFile(join(folder, "w.safetensors"));
      },
    ],
  ])("of %s is intact as written, and not after any single bit was turned over", async (_, make) => {
    const bytes = await make();
    expect(sealState(bytes)).toBe("intact");
    for (let bit = 0; bit < 8 * bytes.length; bit++) expect(sealState(flipped(bytes, bit))).not.toBe("intact");
  });

  test("is read as what was written, whose words do not name the seal", async () => {
    const path = join(folder, "read.safetensors");
    await writeSafetensors(path, { tensors, metadata: { epoch: "3" } });
    const read = await readSafetensors(path);
    expect(read).toMatchObject({ tensors: { w: { data: tensors.w.data } } });
    expect(read.metadata).toEqual({ epoch: "3" });
    await writeSafetensors(path, read);
    expect(sealState(await readFile(path))).toBe("intact");
  });

  test("is refused when damaged, and read when it never had a seal", async () => {
    const path = join(folder, "damaged.safetensors");
    await writeSafetensors(path, { tensors });
    const bytes = await readFile(path);
    await writeFile(path, flipped(bytes, 8 * bytes.length - 1));
    await expect(readSafetensors(path)).rejects.toThrow(
      `${path}: expected the bytes that were written, by the checksum in the file, received others`,
    );
    await writeFile(path, "{}");
    expect((await readSealed(path)).length).toBe(2);
  });
});

import { readFile, writeFile } from "node:fs/promises";
import { useBackend } from "@crosstilt/backends";
import { beforeAll, describe, expect, test } from "vitest";
import { disposeModel, openGallery, openRun, ownGallery, retrieve, saveGallery, train, verify } from "../src/index.js";
import { catalogue, shopConfig, temporaryFolder, writeShop } from "./shop.js";

const { path } = temporaryFolder();
beforeAll(async () => {
  await useBackend("wasm");
  await writeShop(path);
  await train(shopConfig(path, { training: { epochs: 2, batchSize: 32 } }), path("run"), { catalogue });
  const run = await openRun(path("run"));
  await saveGallery(run, await ownGallery(run, "v"), path("gallery"));
  disposeModel(run);
});

/** Turns one bit of a file over while something is tried. */
async function damaged<T>(file: string, share: number, attempt: () => Promise<T>): Promise<T> {
  const bytes = await readFile(path(file));
  const copy = Buffer.from(bytes);
  copy[Math.floor(share * (bytes.length - 1))]! ^= 4;
  await writeFile(path(file), copy);
  try {
    return await attempt();
  } finally {
    await writeFile(path(file), bytes);
  }
}

describe("the files of a run and of its gallery", () => {
  test("are all intact as written", async () => {
    const found = [...(await verify(path("run"))), ...(await verify(path("gallery")))];
    expect(found.every(({ state }) => state === "intact")).toBe(true);
    expect(found.map(({ file }) => file.replace(/-[0-9a-f]+\./, "."))).toEqual([
      ...["candidates/linear/model.json", "candidates/linear/model.safetensors"],
      ...["checkpoint/checkpoint.safetensors", "checkpoint/checkpoint.json"],
      ...["model.json", "model.safetensors"],
      ...["gallery.json", "index.safetensors", "names.json"],
    ]);
  });

  test("with a bit turned over anywhere are found, and refused when opened", async () => {
    const names = (await verify(path("gallery"))).map(({ file }) => `gallery/${file}`);
    for (const file of ["run/model.json", "run/model.safetensors", ...names])
      for (const share of [0, 0.02, 0.3, 0.5, 0.77, 1]) {
        const folder = path(file.split("/")[0]!);
        await damaged(file, share, async () => {
          expect((await verify(folder)).some(({ state }) => state !== "intact")).toBe(true);
          await expect(open(), `${file} at ${share}`).rejects.toThrow();
        });
      }
    await expect(open()).resolves.toBeDefined();
  });

  test("a folder of other things is refused", async () => {
    await expect(verify(path("."))).resolves.toBeDefined();
    await writeFile(path("alone.txt"), "x");
    await expect(verify(path("nowhere"))).rejects.toThrow("no such file");
  });
});

async function open() {
  const run = await openRun(path("run"));
  try {
    const gallery = await openGallery(run, path("gallery"));
    return await retrieve(run, { given: "u", queries: path("u.npy"), k: 1, gallery });
  } finally {
    disposeModel(run);
  }
}

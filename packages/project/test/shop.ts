import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCatalogue } from "@crosstilt/catalogue";
import { createGenerator } from "@crosstilt/core";
import { writeNpy } from "@crosstilt/formats/node";
import { afterAll, beforeAll } from "vitest";
import { type ProjectConfig, resolveConfig } from "../src/index.js";

export const catalogue = createCatalogue();

/** A folder for the tests of a file, removed at the end. */
export function temporaryFolder(): { readonly path: (name: string) => string } {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "crosstilt-project-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return { path: (name) => join(folder, name) };
}

/** Pairs with a common part of three numbers: u `[n, 6]` and v `[n, 5]`, and one of three classes by its first number. */
export async function writeShop(path: (name: string) => string, count = 240, seed = 7): Promise<void> {
  const generator = createGenerator(seed);
  const [u, v, classes]: [number[], number[], string[]] = [[], [], []];
  for (let i = 0; i < count; i++) {
    const z = Array.from({ length: 3 }, () => generator.normal());
    for (let j = 0; j < 6; j++) u.push(z[j % 3]! * (1 + j) + 0.1 * generator.normal());
    for (let j = 0; j < 5; j++) v.push(z[(j + 1) % 3]! * (2 + j) + 0.1 * generator.normal());
    classes.push(z[0]! < -0.4 ? "low" : z[0]! > 0.4 ? "high" : "middle");
  }
  await writeNpy(path("u.npy"), { shape: [count, 6], data: Float32Array.from(u) });
  await writeNpy(path("v.npy"), { shape: [count, 5], data: Float32Array.from(v) });
  const rows = classes.map((name, i) => [`p${i}`, ...u.slice(6 * i, 6 * i + 6), name].join(","));
  await writeFile(path("u.csv"), ["sku,a,b,c,d,e,f,class", ...rows].join("\n"));
}

/** Training without what helps on real data, so that a few epochs learn these pairs. */
const plainly = { patience: 0, averaging: 0, optimizer: "adam", schedule: "constant" };

/** A small config for those pairs. */
export function shopConfig(path: (name: string) => string, changes: Record<string, unknown> = {}): ProjectConfig {
  const encoder = { name: "mlp", hidden: [16], dimension: 4, dropout: 0 };
  const config = {
    data: { u: path("u.npy"), v: path("v.npy"), split: { test: 0.2, validation: 0.2 } },
    encoders: { u: encoder, v: encoder },
    training: { epochs: 8, batchSize: 32, ...plainly, optimizer: { name: "adam", learningRate: 0.01 } },
  };
  const { training, ...others } = changes;
  return resolveConfig(
    { ...config, ...others, ...(training !== undefined && { training: { ...plainly, ...(training as object) } }) },
    catalogue,
  );
}

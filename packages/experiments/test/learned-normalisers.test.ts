import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useBackend } from "@crosstilt/backends";
import { gaussianProcess } from "@crosstilt/dataset-gaussian-process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { trainingData } from "../src/gaussian-process/data.js";
import { drawConditions, meanErrors, modelOf } from "../src/gaussian-process/errors.js";
import type { Recipe } from "../src/gaussian-process/settings.js";
import { trainEncoders } from "../src/gaussian-process/train.js";

const whole = process.env.CROSSTILT_CAMPAIGN === "1";

/** A small batch many times, and a large one: the small one sees an eighth of the pairs, as often as each is in a batch. */
const size = whole
  ? { pairs: 10_000, small: 128, smallSteps: 10_000, large: 4096, largeSteps: 2000 }
  : { pairs: 2000, small: 64, smallSteps: 2000, large: 1000, largeSteps: 300 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "crosstilt-batches-"));
  await useBackend("wasm");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("small batches with learned normalisers are as good as large ones, and without them are not", async () => {
  const process_ = gaussianProcess();
  const conditions = drawConditions(process_, 10, 1);
  const data = trainingData(process_, size.pairs, 1);
  const errorsOf = async (loss: Recipe["loss"], batch: number, steps: number) => {
    const recipe = { loss, whiten: true, stages: [{ learningRate: 0.02, length: { steps }, decay: true }] };
    const problem = { pairs: size.pairs, dimension: 5, batch };
    const encoders = await trainEncoders(data, problem, recipe, { folder: join(folder, `${loss}-${batch}`), seed: 1 });
    const { uGivenV, vGivenU } = meanErrors(process_, modelOf(data.law, encoders), conditions);
    if (whole) process.stdout.write(`${loss}, batch ${batch}: ${uGivenV.exact} and ${vGivenU.exact}\n`);
    return [uGivenV.exact, vGivenU.exact];
  };
  const large = await errorsOf("conditional", size.large, size.largeSteps);
  const learned = await errorsOf("learned-normalisers", size.small, size.smallSteps);
  const plain = await errorsOf("conditional", size.small, size.smallSteps);
  for (const side of [0, 1]) {
    expect(learned[side]! / large[side]!).toBeLessThan(1.2);
    expect(plain[side]! / large[side]!).toBeGreaterThan(1.5);
  }
});

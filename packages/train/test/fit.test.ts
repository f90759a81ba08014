import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGenerator, type Pairs } from "@crosstilt/core";
import { linear, mlp } from "@crosstilt/encoders";
import { clip, conditional } from "@crosstilt/losses";
import { cosine, innerProduct } from "@crosstilt/metrics";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import {
  adam,
  bimodal,
  cosineDecay,
  disposeState,
  earlyStop,
  evaluateOn,
  type FitOptions,
  fit,
  startFit,
  type TrainingState,
} from "../src/index.js";
import { fileCheckpoints } from "../src/node.js";

/** Pairs that share one latent number, so that there is something to learn. */
function latentPairs(length: number): Pairs {
  const generator = createGenerator(1);
  const rows = Array.from({ length }, () => {
    const z = generator.normal();
    return { u: [z, generator.normal(), -z], v: [generator.normal(), 2 * z] };
  });
  return {
    length,
    shape: { u: [3], v: [2] },
    batch: (indices) => ({
      u: tf.tensor2d(Array.from(indices, (i) => rows[i]!.u)),
      v: tf.tensor2d(Array.from(indices, (i) => rows[i]!.v)),
    }),
  };
}

const spec = {
  u: mlp({ hidden: [8], dimension: 2 }),
  v: linear({ dimension: 2 }),
  metric: cosine({ temperature: "learned" }),
};
const model = bimodal(spec, { u: [3], v: [2] });
const pairs = latentPairs(50);
const options: FitOptions = {
  loss: conditional(),
  epochs: 3,
  batchSize: 16,
  seed: 7,
  clipNorm: 5,
  optimizer: adam({ learningRate: 0.02 }),
  schedule: cosineDecay({ warmup: 2 }),
};

/** All numbers of a state, to compare bit for bit. */
const bits = (state: TrainingState) =>
  [...Object.values(state.parameters), ...Object.values(state.optimizer)].map((tensor) =>
    Array.from(tensor.dataSync()),
  );

async function train(state: TrainingState, onEvent?: (step: number) => Promise<boolean>): Promise<void> {
  for await (const event of fit(model, pairs, state, options)) if (await onEvent?.(event.step)) return;
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "crosstilt-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

onEveryBackend(() => {
  test("training lowers the loss, reports every step and epoch, and learns the temperature", async () => {
    const state = startFit(model, options);
    const batch = await pairs.batch(Array.from({ length: 50 }, (_, i) => i));
    const before = await evaluateOn(model, state.parameters, batch, conditional());
    const types: string[] = [];
    const temperatures: number[] = [];
    for await (const event of fit(model, pairs, state, { ...options, epochs: 15 })) {
      types.push(event.type);
      if (event.type === "step") temperatures.push(event.metric.temperature!);
    }
    const after = await evaluateOn(model, state.parameters, batch, conditional());
    expect(after.total).toBeLessThan(before.total! - 0.3);
    expect(types.filter((type) => type === "step")).toHaveLength(15 * 4);
    expect(types.filter((type) => type === "epoch")).toHaveLength(15);
    expect(new Set(temperatures).size).toBeGreaterThan(10);
    disposeState(state);
    tf.dispose([batch.u, batch.v]);
  });

  test("the same seed gives the same bits", async () => {
    const states = [startFit(model, options), startFit(model, options)];
    for (const state of states) await train(state);
    expect(bits(states[0]!)).toEqual(bits(states[1]!));
    states.forEach((state) => {
      disposeState(state);
    });
  });

  test.each([1, 4, 5, 11])(
    "a run stopped after step %i and resumed from disk ends with the same bits",
    async (stop) => {
      const whole = startFit(model, options);
      await train(whole);
      const checkpoints = fileCheckpoints(folder, { seed: 7 });
      const first = startFit(model, options);
      await train(first, async (step) => {
        if (step < stop) return false;
        await checkpoints.save(first);
        return true;
      });
      disposeState(first);
      const resumed = (await checkpoints.load())!;
      await train(resumed);
      expect(bits(resumed)).toEqual(bits(whole));
      expect(resumed.history).toEqual(whole.history);
      disposeState(resumed);
      disposeState(whole);
    },
  );

  test("an aborted signal ends the run between steps", async () => {
    const state = startFit(model, options);
    const controller = new AbortController();
    for await (const event of fit(model, pairs, state, { ...options, signal: controller.signal }))
      if (event.step === 2) controller.abort();
    expect(state.step).toBe(2);
    disposeState(state);
  });

  test("a loss that is not finite stops the run and says what to try", async () => {
    const wild = { ...options, optimizer: adam({ learningRate: 1e30 }), schedule: undefined };
    const unbounded = bimodal({ ...spec, metric: innerProduct() }, { u: [3], v: [2] });
    const state = startFit(unbounded, wild);
    const run = async () => {
      for await (const _ of fit(unbounded, pairs, state, wild));
    };
    await expect(run()).rejects.toThrow(/loss at step \d+: expected a finite number.*learning rate/);
    disposeState(state);
  });
});

describe("checkpoints", () => {
  const withSaved = async (body: (state: TrainingState) => Promise<void>) => {
    const state = startFit(model, options);
    await fileCheckpoints(folder, { seed: 7 }).save(state);
    await body(state);
    disposeState(state);
  };

  test("keep only the latest tensors", () =>
    withSaved(async (state) => {
      state.step = 3;
      await fileCheckpoints(folder, { seed: 7 }).save(state);
      expect((await readdir(folder)).sort()).toEqual(["checkpoint-3.safetensors", "checkpoint.json"]);
    }));

  test("of other settings are refused", () =>
    withSaved(async () => {
      await expect(fileCheckpoints(folder, { seed: 8 }).load()).rejects.toThrow(
        /the settings that it was made with \(seed 7\), received seed 8\. Resume/,
      );
    }));

  test("whose bytes changed are refused", () =>
    withSaved(async () => {
      const path = join(folder, "checkpoint-0.safetensors");
      const bytes = await readFile(path);
      bytes[bytes.length - 1]! ^= 1;
      await writeFile(path, bytes);
      await expect(fileCheckpoints(folder, { seed: 7 }).load()).rejects.toThrow(/other bytes than were saved/);
    }));

  test("of an empty or absent folder are null", async () => {
    expect(await fileCheckpoints(folder, {}).load()).toBeNull();
    expect(await fileCheckpoints(join(folder, "absent"), {}).load()).toBeNull();
  });
});

test("early stopping waits for its patience", () => {
  const exhausted = earlyStop({ patience: 2 });
  expect([3, 2, 2.5, 1.9, 2, 1.95].map(exhausted)).toEqual([false, false, false, false, false, true]);
});

test("encoders of different dimension are refused", () => {
  const narrow = linear({ dimension: 3 });
  expect(() => bimodal({ ...spec, v: narrow }, { u: [3], v: [2] })).toThrow(/2 of u \(mlp\) and 3 of v \(linear\)/);
});

test("the loss named clip trains too", async () => {
  const state = startFit(model, { ...options, loss: clip() });
  for await (const _ of fit(model, pairs, state, { ...options, loss: clip(), epochs: 1 }));
  expect(state.step).toBe(4);
  disposeState(state);
});

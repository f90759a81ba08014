import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "./shop.js";

const { path } = temporaryFolder();

/** What an example prints: one JSON object. */
function example(name: string, ...args: string[]): Promise<Record<string, unknown>> {
  const file = fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    const [stdout, stderr]: [string[], string[]] = [[], []];
    child.stdout.on("data", (text) => stdout.push(String(text)));
    child.stderr.on("data", (text) => stderr.push(String(text)));
    child.on("close", (code) =>
      code === 0 ? resolve(JSON.parse(stdout.join(""))) : reject(new Error(stderr.join("").slice(-2000))),
    );
  });
}

test("two NPY files become a model that retrieves, and that is served", async () => {
  const trained = await example("train-from-npy.mjs", path("shop"));
  expect(trained["recall@5"]).toBeGreaterThan(0.5);
  expect(trained.matches).toHaveLength(3);
  const served = await example("serve.mjs", path("shop/run"));
  expect(served).toMatchObject({ status: 200, results: [{ matches: [{ probability: expect.any(Number) }, {}, {}] }] });
});

test("a custom loss works with every metric", async () => {
  const losses = await example("custom-loss.mjs");
  expect(Object.keys(losses)).toEqual(["cosine", "inner-product", "quadratic"]);
  for (const value of Object.values(losses)) expect(value).toBeGreaterThan(0);
});

test("the MNIST halves run at a small size, far above chance and calibrated within bounds", async () => {
  const data = ["--train", "3000", "--test", "300", "--ridges", "0.1"];
  const args = [...data, "--epochs", "6", "--batch", "128", "--dimension", "16", "--width", "128"];
  const { recall, calibration, pairs } = (await example("mnist-halves/run.mjs", ...args, "--out", path("halves"))) as {
    recall: Record<"ours" | "cca", Record<string, number>>;
    calibration: { error: number };
    pairs: number;
  };
  expect(pairs).toBe(300);
  expect(recall.ours["recall@5"]).toBeGreaterThan(3 * (5 / 300));
  expect(recall.cca["recall@5"]).toBeGreaterThan(3 * (5 / 300));
  expect(calibration.error).toBeLessThan(0.3);
}, 120_000);

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useBackend } from "@crosstilt/backends";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addFrequencies, TEXT_DIMENSION, textFrequencies, writeText } from "../src/hashed-text.js";
import { coordinateNames, readPairs, samplesLike } from "../src/index.js";
import { streamPairs } from "../src/node.js";

const corpus = ["the red bicycle", "the blue bicycle", "the tall tree", "the old house", "the green tree", "the sea"];
const learned = textFrequencies(corpus);

function vectorOf(text: string, frequencies = learned): Float64Array {
  const target = new Float64Array(TEXT_DIMENSION + 2).fill(7);
  writeText(text, frequencies, target, 1);
  expect([target[0], target[TEXT_DIMENSION + 1]]).toEqual([7, 7]);
  return target.slice(1, -1);
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const cosine = (a: string, b: string) => dot(vectorOf(a), vectorOf(b));

describe("hashed text", () => {
  test("has length one, and nothing of a text without letters and digits", () => {
    expect(Math.hypot(...vectorOf("a red bicycle"))).toBeCloseTo(1, 12);
    for (const empty of ["", "  ", "?! …", "—"]) expect(vectorOf(empty).every((value) => value === 0)).toBe(true);
  });

  test("does not mind case, order of words, punctuation, nor how letters are composed", () => {
    const same: [string, string][] = [
      ["Red Bicycle", "red bicycle"],
      ["red, bicycle!", "bicycle red"],
      ["caf\u00e9 \u00c5", "cafe\u0301 a\u030a"],
      ["ПРИВЕТ", "привет"],
    ];
    for (const [a, b] of same) expect(cosine(a, b)).toBeCloseTo(1, 12);
  });

  test("is near for texts that share words or parts of words, in any script, and far for others", () => {
    expect(cosine("red bicycle", "a red bicycle")).toBeGreaterThan(0.8);
    expect(cosine("bicycle", "bicycles")).toBeGreaterThan(0.6);
    expect(cosine("東京タワー", "東京タワ")).toBeGreaterThan(0.5);
    expect(Math.abs(cosine("red bicycle", "tall oak"))).toBeLessThan(0.15);
  });

  test("a word in every text tells less than a rare one", () => {
    expect(cosine("the bicycle", "bicycle")).toBeGreaterThan(cosine("the bicycle", "the") + 0.2);
  });

  test("frequencies of parts add to those of the whole", () => {
    expect(addFrequencies(textFrequencies(corpus.slice(0, 2)), textFrequencies(corpus.slice(2)))).toEqual(learned);
    expect(learned.texts).toBe(6);
    expect(Math.max(...learned.counts)).toBe(6);
  });

  test("long texts and lone surrogates are read too", () => {
    expect(Math.hypot(...vectorOf("word ".repeat(100_000)))).toBeCloseTo(1, 9);
    expect(Math.hypot(...vectorOf("\ud800abc"))).toBeCloseTo(1, 9);
  });
});

describe("a column of text", () => {
  let folder = "";
  const path = (name: string) => join(folder, name);
  const many = Array.from({ length: 1500 }, (_, i) => `item number ${i} of colour ${i % 7}`);

  beforeAll(async () => {
    await useBackend("wasm");
    folder = await mkdtemp(join(tmpdir(), "crosstilt-text-"));
    await writeFile(path("u.csv"), `caption,size\n${many.map((text, i) => `"${text}",${i}`).join("\n")}\n`);
    await writeFile(path("v.csv"), `x\n${many.map((_, i) => i % 7).join("\n")}\n`);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const options = (text?: string[]) => ({ u: { path: path("u.csv"), text }, v: { path: path("v.csv") } });

  test("becomes numbers beside the others, in memory and from the disk alike, and new samples as in training", async () => {
    const whole = await readPairs(options(["caption"]));
    const streamed = await streamPairs(options(["caption"]));
    expect(whole.train.shape.u).toEqual([TEXT_DIMENSION + 1]);
    expect(streamed.metadata.u.encodings).toEqual(whole.metadata.u.encodings);
    expect(coordinateNames(whole.metadata.u.encodings).slice(0, 2)).toEqual(["caption[0]", "caption[1]"]);
    const rows = [3, 40];
    const [batch, other] = [await whole.train.batch(rows), await streamed.train.batch(rows)];
    expect(await other.u.data()).toEqual(await batch.u.data());
    for (const tensor of [batch.u, batch.v, other.u, other.v]) tensor.dispose();
    await streamed.close();
    const { data } = samplesLike([{ caption: "item number 5", size: 2 }], whole.metadata.u);
    expect(data).toHaveLength(TEXT_DIMENSION + 1);
    const single = await readPairs({
      ...options(["caption"]),
      u: { path: path("u.csv"), columns: ["caption"], text: ["caption"] },
    });
    expect(samplesLike(["item number 5"], single.metadata.u)).toEqual(
      samplesLike([{ caption: "item number 5" }], single.metadata.u),
    );
  });

  test("that nobody called text is refused with what to write, and numbers are no text", async () => {
    await expect(readPairs(options())).rejects.toThrow(/at most 1000 different words.*say so: text: \[caption\]/);
    await expect(readPairs(options(["captoin"]))).rejects.toThrow(/"captoin".*caption/);
    await expect(
      readPairs({
        ...options(["caption"]),
        v: { path: path("v.csv"), columns: ["x"] },
        u: { path: path("u.csv"), text: ["caption", "none"] },
      }),
    ).rejects.toThrow(/"none"/);
  });
});

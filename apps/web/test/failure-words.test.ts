import { readPairs } from "@crosstilt/dataset-files";
import { expect, it } from "vitest";
import { failureWords } from "../src/state/failure-words.js";

const file = (path: string, text: string) => ({ path, bytes: new TextEncoder().encode(text) });

it.each([
  ["a row without a value", 'a\n1\n""\n3\n', "b\n1\n2\n3\n", {}],
  ["files of different lengths", "a\n1\n2\n3\n", "b\n1\n2\n", {}],
  ["a key that is missing on one side", "k,a\nx,1\ny,2\nz,3\n", "k,b\nx,1\ny,2\n", { key: "k" }],
  ["a key that occurs twice", "k,a\nx,1\nx,2\nz,3\n", "k,b\nx,1\ny,2\nz,3\n", { key: "k" }],
])("no refusal of %s names an option that the page does not have", async (_, u, v, options) => {
  const refusal = await readPairs({ u: file("u.csv", u), v: file("v.csv", v), ...options }).catch(
    (error: Error) => error,
  );
  const words = failureWords((refusal as Error).message);
  expect(words).toContain("expected");
  expect(words).not.toMatch(/\b[Pp]ass\b|\w+: ["[{]/);
});

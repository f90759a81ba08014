import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { thisHost } from "../src/host.js";
import { isOfNode, testedEngine, testedEngines } from "../src/tested-engines.js";

const { node, v8 } = thisHost();

test("this engine is among them", () => {
  const howTo = `Node ${node} brings V8 ${v8}, which is not listed, so ordinary kernels run on it. To have the wide ones too, add
a line to src/tested-engines.ts with the flags of the line before, run "npm run test:nodes -- ${node}", and keep the line
if everything passes.`;
  expect(testedEngine(v8)?.node, howTo).toBe(Number.parseInt(process.versions.node, 10));
});

test("the README names them", () => {
  const nodes = testedEngines.map((engine) => engine.node);
  const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
  expect(readme).toContain(`Tested on Node ${nodes.slice(0, -1).join(", ")} and ${nodes.at(-1)}`);
});

test("they are told apart by V8's version without its patches", () => {
  for (const engine of testedEngines) expect(testedEngine(`${engine.v8}.999.1-node.7`)).toBe(engine);
  expect(testedEngine("13.60.1.1-node.1")).toBeUndefined();
  expect(testedEngine("3.6.1.1-node.1")).toBeUndefined();
});

test.each(["", "13.6.233.10", "13.6.233.10-electron.0", "13.6.233.10-rusty"])(
  "a V8 that others than Node have built is another engine: '%s'",
  (version) => {
    expect(isOfNode(version)).toBe(false);
    expect(testedEngine(version)).toBeUndefined();
  },
);

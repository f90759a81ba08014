// The questions of `crosstilt init`, answered key by key on a terminal of our own.
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { initCommand } from "../src/commands/init.js";

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "crosstilt-init-"));
  await writeFile(at("u.csv"), "sku,a,b\nx,1,2\ny,3,4\n");
  await writeFile(at("v.csv"), "sku,c\nx,1\ny,2\n");
  await writeFile(at("w.csv"), "d\n1\n2\n");
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => void vi.spyOn(process.stdout, "write").mockReturnValue(true));

const keys = { enter: "\r", space: " ", up: "\u001b[A", down: "\u001b[B", stop: "\u0003" };

/** Someone who answers each question, once it is on the screen, with some keys. */
function someone(answers: readonly (readonly [question: string, keys: string])[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 40 });
  const left = [...answers];
  let screen = "";
  output.on("data", (text) => {
    screen += text;
    const [next] = left;
    if (next === undefined || !screen.includes(next[0])) return;
    left.shift();
    screen = "";
    setTimeout(() => input.write(next[1]), 20);
  });
  return { input, output, left };
}

const run = (terminal: ReturnType<typeof someone>, ...args: string[]) =>
  initCommand(terminal)
    .exitOverride()
    .parseAsync(["node", "init", ...args]);

test("every answer stands in the config", async () => {
  const terminal = someone([
    ["The file of u", at("u.csv") + keys.enter],
    ["The file of v", at("v.csv") + keys.enter],
    ["The column to join by", keys.down + keys.enter],
    ["The columns of u", keys.space + keys.enter],
    ["The loss", keys.enter],
    ["The metric", keys.down + keys.enter],
    ["Passes over", `7${keys.enter}`],
  ]);
  await run(terminal, at("asked.yaml"));
  const text = await readFile(at("asked.yaml"), "utf8");
  expect(text).toMatch(/u:\n +file: u\.csv\n +columns:\n +- b\n +v:\n +file: v\.csv\n +key: sku\n/);
  expect(text).toMatch(/loss: conditional\n/);
  expect(text).toMatch(/epochs: 7\n/);
  expect(text).not.toMatch(/metric: cosine/);
  expect(terminal.left).toEqual([]);
});

test("Enter alone takes the defaults, and files without a common column are not asked for one", async () => {
  const terminal = someone([
    ["The file of v", at("w.csv") + keys.enter],
    ["The columns of u", keys.enter],
    ["The loss", keys.enter],
    ["The metric", keys.enter],
    ["Passes over", keys.enter],
  ]);
  await run(terminal, at("plain.yaml"), "--u", at("u.csv"));
  const text = await readFile(at("plain.yaml"), "utf8");
  expect(text).toMatch(/\nloss: conditional\n$/);
  expect(text).not.toContain("key:");
});

test("an answer that cannot be is asked for again, with why", async () => {
  const terminal = someone([
    ["The file of u", `${at("nothing.csv")}${keys.enter}`],
    ["There is no such file", `${"\u007f".repeat("nothing.csv".length)}u.csv${keys.enter}`],
    ["The columns of u", keys.enter],
    ["Passes over", `0${keys.enter}`],
    ["Give an integer >= 1", `\u007f3${keys.enter}`],
  ]);
  await run(terminal, at("again.yaml"), "--v", at("w.csv"), "--loss", "clip", "--metric", "cosine");
  expect(await readFile(at("again.yaml"), "utf8")).toMatch(/loss: clip\n[\s\S]*epochs: 3\n/);
});

test("Ctrl-C at a question ends it, and nothing is written", async () => {
  const before = await readdir(folder);
  const terminal = someone([["The file of u", keys.stop]]);
  await expect(run(terminal, at("stopped.yaml"))).rejects.toMatchObject({ name: "Interrupted" });
  expect(await readdir(folder)).toEqual(before);
});

test("a first line of numbers is asked about, or told, and images get their size", async () => {
  await writeFile(at("n.csv"), "0,1\n0.5,2\n1,3\n");
  const terminal = someone([
    ["The first line of n.csv is", keys.up + keys.enter],
    ["The columns of u", keys.enter],
    ["The loss", keys.enter],
    ["The metric", keys.enter],
    ["Passes over", keys.enter],
  ]);
  await run(terminal, at("numbers.yaml"), "--u", at("n.csv"), "--v", at("w.csv"));
  expect(await readFile(at("numbers.yaml"), "utf8")).toMatch(/file: n\.csv\n +header: true\n/);
  await writeFile(at("m.csv"), "7\n8\n9\n");
  await run(someone([]), at("told.yaml"), "--u", at("n.csv"), "--v", at("m.csv"), "--no-header", "--yes");
  expect(await readFile(at("told.yaml"), "utf8")).toMatch(/file: n\.csv\n +header: false\n/);
  // Only of files that begin with numbers: w.csv has a name there.
  await run(someone([]), at("one.yaml"), "--u", at("n.csv"), "--v", at("w.csv"), "--no-header", "--yes");
  expect(await readFile(at("one.yaml"), "utf8")).toMatch(/header: false\n[^:]*v:\n +file: w\.csv\n(?! +header)/);
});

test("columns and keys that a file has not are refused", async () => {
  const init = (...args: string[]) =>
    run(someone([]), at("x.yaml"), "--u", at("u.csv"), "--v", at("v.csv"), "--yes", ...args);
  await expect(init("--u-columns", "a", "z")).rejects.toThrow('u.csv, column "z": expected a column of the file');
  await expect(init("--key", "c")).rejects.toThrow('u.csv, column "c": expected a column of the file');
  expect(await readdir(folder)).not.toContain("x.yaml");
});

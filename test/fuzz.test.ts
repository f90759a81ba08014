// The compiled packages, as a process of its own runs them.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);
const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

test("damaged files are read or refused, whatever reads them", async () => {
  const { stdout } = await run(process.execPath, [
    at("scripts/fuzz.mjs"),
    "--cases",
    "4000",
    "--seed",
    "3",
    "--slack",
    "20",
  ]);
  const { cases, read, refused, ended, faults } = JSON.parse(stdout);
  expect([cases, faults]).toEqual([4000, 0]);
  expect(read + refused + ended).toBe(4000);
  expect(refused).toBeGreaterThan(1000);
});

test.each(["endless.parquet", "endless.arrow"])("%s, at which its library loops for ever, is refused", async (name) => {
  const path = at(`packages/dataset-files/test/fixtures/damaged/${name}`);
  const entry = new URL("../packages/dataset-files/dist/index.js", import.meta.url);
  const program = `
    const { readTable } = await import(${JSON.stringify(entry.href)});
    await readTable(${JSON.stringify(path)}).then(() => console.log("read"), ({ message }) => console.log(message));`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program]);
  expect(stdout).toMatch(/expected a complete file, received one that cannot be read: it kept its decoder busy/);
});

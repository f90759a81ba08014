import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { holdFolder } from "../src/node.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "crosstilt-hold-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const lock = (owner: object | string) =>
  writeFile(join(folder, ".lock"), typeof owner === "string" ? owner : JSON.stringify(owner));

/** The number of a process that has ended. */
const ended = () =>
  new Promise<number>((resolve) => {
    const child = spawn(process.execPath, ["-e", ""]);
    child.on("close", () => resolve(child.pid!));
  });

test("a folder is held by one at a time, and free again afterwards, also after a failure", async () => {
  await holdFolder(folder, async () => {
    await expect(holdFolder(folder, async () => {})).rejects.toThrow(
      `${folder}: expected a folder that nobody else is writing to, received one that process ${process.pid}`,
    );
  });
  await expect(holdFolder(folder, () => Promise.reject(new Error("mine")))).rejects.toThrow("mine");
  expect(await holdFolder(folder, async () => 3)).toBe(3);
  expect(await readdir(folder)).toEqual([]);
});

test("of many that want it at once, those who get it never overlap", async () => {
  await lock({ pid: await ended(), host: hostname(), birth: "1" });
  let [inside, most, done] = [0, 0, 0];
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside -= 1;
    done += 1;
  };
  await Promise.allSettled(Array.from({ length: 20 }, () => holdFolder(folder, work)));
  expect(most).toBe(1);
  expect(done).toBeGreaterThan(0);
});

test.each([
  ["of a process that has ended", async () => ({ pid: await ended(), host: hostname(), birth: null })],
  ["of another process that had the same number", async () => ({ pid: process.ppid, host: hostname(), birth: "0" })],
  ["of an earlier life of this number", async () => ({ pid: process.pid, host: hostname(), birth: "0" })],
  ["that was cut off while it was written", async () => '{"pid":'],
])("a lock %s is taken over", async (_, owner) => {
  await lock(await owner());
  expect(await holdFolder(folder, async () => "mine")).toBe("mine");
});

test("a lock of another machine is left alone, and the error says what to do", async () => {
  await lock({ pid: 1, host: "elsewhere", birth: null });
  await expect(holdFolder(folder, async () => {})).rejects.toThrow(
    `process 1 on elsewhere holds. Wait for it to end, or choose another folder; if it ended long ago, remove ${join(folder, ".lock")}`,
  );
  expect(await readFile(join(folder, ".lock"), "utf8")).toContain("elsewhere");
});

test("temporary files of processes that have ended are removed, those of living ones stay", async () => {
  const stale = `.model.json.${await ended()}-0123456789ab.tmp`;
  const living = `.model.json.${process.ppid}-0123456789ab.tmp`;
  for (const name of [stale, living, "model.json"]) await writeFile(join(folder, name), "x");
  await holdFolder(folder, async () => {});
  expect((await readdir(folder)).sort()).toEqual([living, "model.json"]);
});

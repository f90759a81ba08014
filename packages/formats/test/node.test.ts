import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  makeFolder,
  readBytes,
  readNpy,
  readNpz,
  readSafetensors,
  writeFileAtomic,
  writeNpy,
  writeNpz,
  writeSafetensors,
} from "../src/node.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "formats-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Makes one method of open files fail with an error of the system. */
async function fail(method: "writeFile" | "sync", code: string) {
  const handle = await open(join(folder, "probe"), "w");
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  await rm(join(folder, "probe"));
  return vi.spyOn(prototype, method).mockRejectedValue(Object.assign(new Error(code), { code }));
}

test("arrays written to files are read back", async () => {
  const w = { shape: [2], data: Float64Array.of(1, 2), dtype: "float64" } as const;
  const at = (name: string) => join(folder, name);
  await writeNpy(at("a.npy"), w);
  await writeNpz(at("a.npz"), { w }, { compress: true });
  await writeSafetensors(at("a.safetensors"), { tensors: { w }, metadata: { epoch: "1" } });
  expect(await readNpy(at("a.npy"))).toEqual(w);
  expect(await readNpz(at("a.npz"))).toEqual({ w });
  expect(await readSafetensors(at("a.safetensors"))).toEqual({ tensors: { w }, metadata: { epoch: "1" } });
  expect((await readdir(folder)).sort()).toEqual(["a.npy", "a.npz", "a.safetensors"]);
});

test("errors in a file's content name its path", async () => {
  const path = join(folder, "bad.npy");
  await writeFile(path, "no array");
  await expect(readNpy(path)).rejects.toThrow(`${path}: expected an NPY file`);
  await expect(readNpz(path)).rejects.toThrow(`${path}: expected a complete zip archive`);
  await expect(readSafetensors(path)).rejects.toThrow(`${path}: expected a safetensors header`);
});

test("missing files and folders in place of files are refused", async () => {
  await expect(readBytes(join(folder, "none"))).rejects.toThrow(
    "none: expected a file that can be read, received no such",
  );
  await expect(readBytes(folder)).rejects.toThrow("received a folder of this name");
});

test("writing replaces the file whole and leaves nothing else", async () => {
  const path = join(folder, "a.txt");
  await writeFileAtomic(path, "one");
  await writeFileAtomic(path, Uint8Array.of(116, 119, 111));
  expect(await readFile(path, "utf8")).toBe("two");
  expect(await readdir(folder)).toEqual(["a.txt"]);
});

test("many writers of one path leave one complete file", async () => {
  const path = join(folder, "a.txt");
  const contents = Array.from({ length: 20 }, (_, i) => String(i).repeat(50_000));
  await Promise.all(contents.map((content) => writeFileAtomic(path, content)));
  expect(contents).toContain(await readFile(path, "utf8"));
  expect(await readdir(folder)).toEqual(["a.txt"]);
});

test.each([
  ["writeFile", "ENOSPC", "received a full disk. Free some space"],
  ["writeFile", "EACCES", "received no permission to write (EACCES)"],
  ["sync", "EIO", "received EIO"],
  ["sync", "EFBIG", "received a limit on the size of files"],
] as const)(
  "a failing %s (%s) keeps the old file, removes the temporary one and says why",
  async (method, code, message) => {
    const path = join(folder, "a.txt");
    await writeFileAtomic(path, "old");
    await fail(method, code);
    await expect(writeFileAtomic(path, "new")).rejects.toThrow(
      `${path}: expected a place where a file can be written, ${message}`,
    );
    expect(await readFile(path, "utf8")).toBe("old");
    expect(await readdir(folder)).toEqual(["a.txt"]);
  },
);

test("impossible places are refused by name", async () => {
  await writeFile(join(folder, "file"), "");
  await mkdir(join(folder, "taken"));
  await expect(writeFileAtomic(join(folder, "no", "a"), "")).rejects.toThrow('received no folder "');
  await expect(writeFileAtomic(join(folder, "file", "a"), "")).rejects.toThrow("which is not a folder");
  await expect(writeFileAtomic(join(folder, "taken"), "")).rejects.toThrow("received a folder of this name");
  expect((await readdir(folder)).sort()).toEqual(["file", "taken"]);
});

test("a folder is made with those above it, and one that exists is left as it is", async () => {
  const deep = join(folder, "a", "b", "c");
  await makeFolder(deep);
  await writeFile(join(deep, "kept"), "x");
  await makeFolder(deep);
  expect(await readdir(deep)).toEqual(["kept"]);
  await Promise.all(["d", "d", "d"].map((name) => makeFolder(join(folder, name, "e"))));
});

test("what cannot be a folder is refused by the name of its option", async () => {
  const file = join(folder, "file");
  await writeFile(file, "x");
  const refused = (path: string) =>
    expect(makeFolder(path, "--out")).rejects.toThrow(/^--out: expected a folder that can be/);
  for (const path of [file, join(file, "below"), ""]) await refused(path);
  // Node's own recursive mkdir never returns here; where there is no such folder, none can be made in it either.
  await refused("/proc/crosstilt/below");
});

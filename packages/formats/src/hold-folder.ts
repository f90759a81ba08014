import { readFileSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileError } from "./file-error.js";
import { refusal } from "./refusal.js";

const LOCK = ".lock";
/** Held while a lock whose owner died is taken over, so that only one may. */
const TAKEOVER = ".lock-takeover";
/** What a process that was killed leaves of `writeFileAtomic`. */
const TEMPORARY = /^\..+\.(\d+)-[0-9a-f]{12}\.tmp$/;

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** When the process began, where the system says so: a later one may have the same number. */
  readonly birth: string | null;
}

/** Folders this process holds: a lock of its own number that is not among them is of an earlier life. */
const held = new Set<string>();

/**
 * Runs work that only one process may do in a folder at a time. The lock of a process that died is taken over, and temporary
 * files that such processes left are removed. The folder must exist.
 *
 * @throws when another process holds the folder; the error says which.
 * @example
 * await holdFolder("runs/1", () => train(config));
 */
export async function holdFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const path = join(folder, LOCK);
  await take(folder, path);
  held.add(path);
  try {
    await removeTemporaries(folder);
    return await work();
  } finally {
    held.delete(path);
    await rm(path, { force: true });
  }
}

async function take(folder: string, path: string): Promise<void> {
  if (await create(path)) return;
  const owner = await ownerOf(path);
  if (owner && isAlive(owner, path)) throw inUse(folder, path, owner);
  if (!(await create(join(folder, TAKEOVER)))) throw inUse(folder, join(folder, TAKEOVER), owner);
  try {
    const now = await ownerOf(path);
    if (now && isAlive(now, path)) throw inUse(folder, path, now);
    await rm(path, { force: true });
    if (!(await create(path))) throw inUse(folder, path, null);
  } finally {
    await rm(join(folder, TAKEOVER), { force: true });
  }
}

/** Whether a lock could be made: false where there is one. */
async function create(path: string): Promise<boolean> {
  const owner: Owner = { pid: process.pid, host: hostname(), birth: birthOf(process.pid) };
  try {
    await writeFile(path, JSON.stringify(owner), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw fileError(path, "write", error);
  }
}

/** Null where the lock is gone, or was cut off while it was written. */
async function ownerOf(path: string): Promise<Owner | null> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Owner;
  } catch {
    return null;
  }
}

/** What runs on another machine cannot be seen from here, and is taken to be alive. */
function isAlive({ pid, host, birth }: Owner, path: string): boolean {
  if (host !== hostname()) return true;
  if (pid === process.pid) return held.has(path);
  return isRunning(pid) && (birth === null || birth === birthOf(pid));
}

function isRunning(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The start time of a process by Linux's account; null elsewhere, and for one that has ended and only waits to be buried. */
function birthOf(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/** Removes the temporary files that killed processes left in a folder, if there is one. */
export async function removeTemporaries(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = Number(TEMPORARY.exec(name)?.[1] ?? 0);
    if (pid > 0 && (pid === process.pid || !isRunning(pid))) await rm(join(folder, name), { force: true });
  }
}

const inUse = (folder: string, path: string, owner: Owner | null) =>
  refusal({
    argument: folder,
    expected: "a folder that nobody else is writing to",
    received: owner ? `one that process ${owner.pid} on ${owner.host} holds` : "one that another process just took",
    remedy: `Wait for it to end, or choose another folder; if it ended long ago, remove ${path}`,
  });

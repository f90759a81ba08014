import { readFile, rm, writeFile } from "node:fs/promises";
import { refusal } from "@crosstilt/core";

/** Runs work that nobody else may do at the same time; the lock of a process that died is taken over. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await take(path);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<void> {
  try {
    await writeFile(path, String(process.pid), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const owner = Number(await readFile(path, "utf8"));
    if (isRunning(owner))
      throw refusal({
        argument: "into",
        expected: "one installation at a time",
        received: `another, of process ${owner}`,
        remedy: "Wait for it to end",
      });
    await rm(path, { force: true });
    await take(path);
  }
}

function isRunning(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { wide, wideShared } from "#wide-binaries";
import type { Host } from "./host.js";

/** What a trial of the wide kernels has shown on one host. */
export interface Verdict {
  readonly admitted: boolean;
  /** What was tried, and what became of it. */
  readonly reason: string;
}

/** Where verdicts are kept: the user's cache folder. */
export const verdictFolder = (): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "crosstilt", "wide-kernels");

/** The verdict on these kernels, under these flags, of exactly this Node and processor; null before a trial. */
export function recallVerdict(host: Host, flags: readonly string[], folder: string): Verdict | null {
  const { path, subject } = place(host, flags, folder);
  try {
    const { verdict, ...kept } = JSON.parse(readFileSync(path, "utf8"));
    return JSON.stringify(kept) === JSON.stringify(subject) && isVerdict(verdict) ? verdict : null;
  } catch {
    // Absent or damaged: a trial is worth more than what a file may have meant.
    return null;
  }
}

/** Keeps a verdict; whole or not at all. */
export function rememberVerdict(host: Host, flags: readonly string[], verdict: Verdict, folder: string): void {
  const { path, subject } = place(host, flags, folder);
  const unfinished = `${path}.${randomUUID()}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(unfinished, `${JSON.stringify({ ...subject, verdict }, null, 2)}\n`);
  renameSync(unfinished, path);
}

/** What a verdict is about, and its file. */
function place(host: Host, flags: readonly string[], folder: string) {
  const subject = { ...host, flags, kernels: checksum(wide + wideShared) };
  return { subject, path: join(folder, `${checksum(JSON.stringify(subject)).slice(0, 16)}.json`) };
}

const checksum = (text: string) => createHash("sha256").update(text).digest("hex");

const isVerdict = (value: Verdict | undefined): value is Verdict =>
  typeof value?.admitted === "boolean" && typeof value.reason === "string";

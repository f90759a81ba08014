import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { resolve } from "node:path";

/** Counts, while `work` runs, how often files are opened or read by Node, by their absolute path. */
export async function countOpenings(work: () => Promise<unknown>): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const counted = [
    ...wrap(fs.promises, ["open", "readFile"], counts),
    ...wrap(fs, ["openSync", "readFileSync", "createReadStream"], counts),
  ];
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    for (const restore of counted) restore();
    syncBuiltinESMExports();
  }
  return counts;
}

function wrap(owner: object, names: readonly string[], counts: Map<string, number>): (() => void)[] {
  const functions = owner as Record<string, (...args: unknown[]) => unknown>;
  return names.map((name) => {
    const original = functions[name]!;
    functions[name] = (...args) => {
      const path = typeof args[0] === "string" ? resolve(args[0]) : "";
      counts.set(path, (counts.get(path) ?? 0) + 1);
      return original(...args);
    };
    return () => {
      functions[name] = original;
    };
  });
}

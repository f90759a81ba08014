import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { specifierOf } from "./import-plugin.js";

/** Imports of neighbouring files, as written in modules. */
const imports = /\b(?:from|import|require)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g;

/**
 * SHA-256 of a plugin's code: its file and, in the order they are met, the files beside it that these import. Null where there is
 * no such file.
 */
export async function codeDigest(plugin: string): Promise<string | null> {
  const hash = createHash("sha256");
  const waiting = [specifierOf(plugin)].filter((url) => url.startsWith("file:")).map((url) => fileURLToPath(url));
  const seen = new Set(waiting);
  let found = false;
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const code = await readFile(path, "utf8").catch(() => null);
    if (code === null) continue;
    found = true;
    hash.update(`${code.length} ${code}`);
    for (const [, name] of code.matchAll(imports)) {
      const next = resolve(dirname(path), name!);
      if (!seen.has(next)) waiting.push(next);
      seen.add(next);
    }
  }
  return found ? hash.digest("hex") : null;
}

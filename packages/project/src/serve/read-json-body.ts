import type { IncomingMessage } from "node:http";
import { HttpError } from "./http-error.js";

/** The JSON object of a request. Refuses other types, bodies beyond the limit (without keeping them) and text that is no JSON. */
export async function readJsonBody(request: IncomingMessage, limit: number): Promise<Record<string, unknown>> {
  const type = (request.headers["content-type"] ?? "").split(";")[0]!.trim().toLowerCase();
  if (type !== "application/json") throw new HttpError(415, "expected Content-Type: application/json");
  const text = decode(await readBody(request, limit));
  if (depthOf(text) > DEEPEST) throw new HttpError(400, `expected lists and objects in at most ${DEEPEST} levels`);
  const value = parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new HttpError(400, "expected a JSON object");
  return value as Record<string, unknown>;
}

/** So many times the limit is read and thrown away, so that the sender hears why; beyond that the connection is closed. */
export const PATIENCE = 16;

function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  const tooLarge = () => new HttpError(413, `expected at most ${limit} bytes`);
  if (Number(request.headers["content-length"] ?? 0) > PATIENCE * limit) return Promise.reject(tooLarge());
  const chunks: Uint8Array[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on("data", (chunk: Uint8Array) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else if (size > PATIENCE * limit) reject(tooLarge());
    });
    request.on("end", () => (size <= limit ? resolve(Buffer.concat(chunks)) : reject(tooLarge())));
    request.on("error", reject);
    request.on("close", () => reject(new HttpError(400, "expected the whole request")));
  });
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new HttpError(400, "expected text in UTF-8");
  }
}

/** Lists in lists beyond this would overflow the stack of whoever walks through them. */
const DEEPEST = 64;

/** The most brackets that are open at a time, outside of strings. */
function depthOf(text: string): number {
  let [depth, deepest, quoted] = [0, 0, false];
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (quoted && character === "\\") i += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && (character === "[" || character === "{")) deepest = Math.max(deepest, ++depth);
    else if (!quoted && (character === "]" || character === "}")) depth -= 1;
  }
  return deepest;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new HttpError(400, `expected JSON: ${(error as Error).message}`);
  }
}

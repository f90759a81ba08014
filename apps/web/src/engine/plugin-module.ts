import * as core from "@crosstilt/core";
import * as encoders from "@crosstilt/encoders";
import * as losses from "@crosstilt/losses";
import * as metrics from "@crosstilt/metrics";
import * as tf from "@tensorflow/tfjs-core";
import { parse } from "es-module-lexer/js";

/** A plugin to load: the text of a file, or an address to fetch it from. */
export interface PluginSource {
  /** The file's name or the address; what messages and lists call it. */
  readonly name: string;
  /** The text, for files. */
  readonly text?: string;
}

/** What plugins may import; they get the app's own copies, so that tensors and definitions fit. */
const shared: Readonly<Record<string, object>> = {
  "@crosstilt/core": core,
  "@crosstilt/encoders": encoders,
  "@crosstilt/losses": losses,
  "@crosstilt/metrics": metrics,
  "@tensorflow/tfjs-core": tf,
};
const place = "crosstilt shared modules";
const shims = new Map<string, string>();

/**
 * The exports of a plugin: an ES module, in which imports of the packages above mean the app's own copies. Workers know no
 * import maps, so the specifiers are rewritten. Modules beside a plugin that came by address are loaded likewise.
 *
 * @throws when it cannot be fetched, is no JavaScript, or imports what is not there.
 */
export async function importPlugin({ name, text }: PluginSource): Promise<Record<string, unknown>> {
  try {
    const url = text === undefined ? await fetchedModule(name, []) : await moduleUrl(text, name, undefined, []);
    return await import(/* @vite-ignore */ url);
  } catch (error) {
    if ((error as Error).name === "CrosstiltError") throw error;
    throw new core.CrosstiltError(`plugin ${name}: ${(error as Error).message}`);
  }
}

async function fetchedModule(address: string, above: readonly string[]): Promise<string> {
  core.demand(!above.includes(address), () => ({
    argument: `plugin ${address}`,
    expected: "modules that do not import each other in a circle",
    received: [...above, address].join(" → "),
  }));
  const received = await fetch(address).then(
    (response) => (response.ok ? response : `status ${response.status}`),
    (error: Error) => error.message,
  );
  if (typeof received !== "string") return moduleUrl(await received.text(), address, address, [...above, address]);
  throw core.refusal({
    argument: `plugin ${address}`,
    expected: "a JavaScript module at this address that other sites may read (CORS)",
    received,
    remedy: "Check the address, or download the file and add it from here",
  });
}

/** A module with its imports rewritten, as an address that can be imported. */
async function moduleUrl(text: string, name: string, base: string | undefined, above: readonly string[]) {
  let rewritten = "";
  let position = 0;
  for (const { n: specifier, s: start, e: end, d: kind } of importsOf(text, name)) {
    if (specifier === undefined || kind === -2) continue;
    const quote = kind === -1 ? "" : '"';
    rewritten += `${text.slice(position, start)}${quote}${await target(specifier, name, base, above)}${quote}`;
    position = end;
  }
  return blobUrl(rewritten + text.slice(position));
}

function importsOf(text: string, name: string) {
  try {
    return parse(text)[0];
  } catch (error) {
    const before = text.slice(0, (error as { idx?: number }).idx ?? 0).split("\n");
    throw core.refusal({
      argument: `plugin ${name}`,
      expected: "a JavaScript module",
      received: `text that cannot be read near line ${before.length}, column ${before.at(-1)!.length + 1}`,
    });
  }
}

async function target(specifier: string, name: string, base: string | undefined, above: readonly string[]) {
  if (specifier in shared) return shim(specifier);
  const address = base !== undefined || /^https?:/.test(specifier) ? resolved(specifier, base) : undefined;
  if (address !== undefined) return fetchedModule(address, above);
  throw core.refusal({
    argument: `plugin ${name}`,
    expected: `imports of ${Object.keys(shared).join(", ")}`,
    received: `"${specifier}"`,
    remedy: "Bundle everything else into the plugin's file",
  });
}

function resolved(specifier: string, base: string | undefined): string | undefined {
  return /^(\.|\/|https?:)/.test(specifier) ? new URL(specifier, base).href : undefined;
}

/** A module that exports what the app's copy of a package exports. */
function shim(name: string): string {
  const known = shims.get(name);
  if (known) return known;
  Object.assign(globalThis, { [place]: shared });
  const exported = Object.keys(shared[name]!).map((key) => `export const ${key} = shared.${key};`);
  const url = blobUrl(`const shared = globalThis["${place}"]["${name}"];\n${exported.join("\n")}`);
  shims.set(name, url);
  return url;
}

const blobUrl = (text: string): string => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));

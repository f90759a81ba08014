import { isAbsolute, relative, resolve } from "node:path";
import { demand, refusal } from "@crosstilt/core";
import { readBytes } from "@crosstilt/formats/node";
import { isMap, isNode, LineCounter, type Node, parseDocument, stringify } from "yaml";
import { isFiles, type PartFilesConfig, type ProjectConfig, pathText } from "./config.js";
import { isConfigModule, readConfigModule } from "./config-module.js";
import type { ConfigText } from "./config-text.js";
import type { ConfigInput } from "./define-config.js";
import type { ConfigPath, PlaceOf } from "./schema-node.js";

/**
 * A config's YAML (or JSON) text. Refuses text that is not YAML, with line and column.
 *
 * @example
 * const { value, placeOf } = parseConfig("loss: clip", "config.yaml");
 * const config = resolveConfig(value, createCatalogue(), placeOf);
 */
export function parseConfig(text: string, source: string): ConfigText {
  demandShallow(text, source);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${source}:${line}:${col}`;
  };
  const [error] = document.errors;
  if (error)
    throw refusal({ argument: at(error.pos[0]), expected: "YAML", received: error.message.replace(/\.$/, "") });
  const placeOf: PlaceOf = (path, of) => {
    const offset = offsetOf(document.contents, path, of);
    return `${offset === undefined ? source : at(offset)}, ${pathText(path)}`;
  };
  return { value: toPlain(document, source), placeOf };
}

/** Characters of a config, and brackets within brackets: far more than any needs, and less than its reader has memory for. */
const [LONGEST, DEEPEST] = [2 ** 20, 64];

/** Refuses texts at which the reader of YAML would run out of memory, with the line. */
function demandShallow(text: string, source: string): void {
  demand(text.length <= LONGEST, () => ({
    argument: source,
    expected: `a config of at most ${LONGEST} characters`,
    received: String(text.length),
  }));
  let [depth, line] = [0, 1];
  for (const character of text) {
    if (character === "\n") line += 1;
    else if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth = Math.max(0, depth - 1);
    demand(depth <= DEEPEST, () => ({
      argument: `${source}:${line}`,
      expected: `at most ${DEEPEST} brackets within brackets`,
      received: "more",
    }));
  }
}

/** Aliases are not followed without end. */
function toPlain(document: ReturnType<typeof parseDocument>, source: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw refusal({ argument: source, expected: "YAML", received: (error as Error).message });
  }
}

/** Where a value or the name before it begins; of an empty value, where its name stands. */
function offsetOf(node: unknown, path: ConfigPath, of: "value" | "name"): number | undefined {
  if (path.length === 0) return isNode(node) ? ((node as Node).range?.[0] ?? 0) : undefined;
  if (!isMap(node)) return undefined;
  const [name, ...rest] = path;
  const pair = node.items.find(({ key }) => isNode(key) && String(key) === String(name));
  if (!pair) return undefined;
  const inside = of === "name" && rest.length === 0 ? undefined : offsetOf(pair.value, rest, of);
  return inside ?? (pair.key as Node).range?.[0];
}

/** The config of a YAML file, or of a module in TypeScript or JavaScript, which is run. */
export async function readConfigFile(path: string): Promise<ConfigText> {
  if (isConfigModule(path)) return readConfigModule(path);
  return parseConfig(new TextDecoder().decode(await readBytes(path)), path);
}

/** A config as YAML. */
export const formatConfig = (config: object): string => stringify(config, { lineWidth: 110 });

/** A config as the text of a module in TypeScript. */
export function formatConfigModule(config: ConfigInput): string {
  const literal = JSON.stringify(config, null, 2).replace(/^( *)"(\w+)":/gm, "$1$2:");
  return `import { defineConfig } from "@crosstilt/project";\n\nexport default defineConfig(${literal});\n`;
}

/** The config with absolute files, which its text gives relative to `folder`. */
export function absoluteConfig(config: ProjectConfig, folder: string): ProjectConfig {
  return { ...withFiles(config, (path) => resolve(folder, path)), plugins: absolutePlugins(config.plugins, folder) };
}

/** The config with files relative to `folder`, where its text will stand, so that both can be moved together. */
export function relativeConfig(config: ProjectConfig, folder: string): ProjectConfig {
  const move = (path: string) => relative(folder, path).replaceAll("\\", "/");
  const plugins = config.plugins.map((name) => (isAbsolute(name) ? `./${move(name)}` : name));
  return { ...withFiles(config, move), plugins };
}

/** Plugins that are files as absolute paths; packages keep their names. */
export const absolutePlugins = (plugins: readonly string[], folder: string): string[] =>
  plugins.map((name) => (/^[./]|\.[cm]?js$/.test(name) ? resolve(folder, name) : name));

function withFiles(config: ProjectConfig, move: (path: string) => string): ProjectConfig {
  if (!isFiles(config.data)) return config;
  const { u, v, validation, test } = config.data;
  const files = (part: PartFilesConfig) => ({ u: move(part.u), v: move(part.v) });
  const data = {
    ...config.data,
    u: { ...u, file: move(u.file) },
    v: { ...v, file: move(v.file) },
    ...(validation && { validation: files(validation) }),
    ...(test && { test: files(test) }),
  };
  return { ...config, data };
}

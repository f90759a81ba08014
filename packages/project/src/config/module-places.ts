import type { Node, Program } from "@babel/types";
import { refusal } from "@crosstilt/core";
import { pathText } from "./config.js";
import type { ConfigPath, PlaceOf } from "./schema-node.js";

/**
 * Where the settings of a config stand in the text of its module: `config.ts:12:5, training.epochs`, or the path alone for what
 * is computed. Refuses text that is no module, with line and column.
 */
export async function placesInModule(text: string, source: string): Promise<PlaceOf> {
  const program = await parseModule(text, source);
  const root = configIn(program);
  return (path, of) => {
    const start = root && find(program, root, path, of)?.loc?.start;
    return start ? `${source}:${start.line}:${start.column + 1}, ${pathText(path)}` : pathText(path);
  };
}

async function parseModule(text: string, source: string): Promise<Program> {
  const { parse } = await import("@babel/parser");
  try {
    return parse(text, { sourceType: "unambiguous", plugins: ["typescript"] }).program;
  } catch (error) {
    const { loc, message } = error as Error & { loc?: { line: number; column: number } };
    throw refusal({
      argument: loc ? `${source}:${loc.line}:${loc.column + 1}` : source,
      expected: "TypeScript or JavaScript",
      received: message.replace(/\.? \(\d+:\d+\)$/, ""),
    });
  }
}

/** What `export default` or `module.exports =` gives. */
function configIn({ body }: Program): Node | undefined {
  for (const statement of body) {
    if (statement.type === "ExportDefaultDeclaration") return statement.declaration;
    if (statement.type === "ExpressionStatement" && statement.expression.type === "AssignmentExpression")
      return statement.expression.right;
  }
  return undefined;
}

/** The node of a value or of the name before it; of what is computed, the name. */
function find(program: Program, start: Node, path: ConfigPath, of: "value" | "name"): Node | undefined {
  const node = literal(program, start);
  if (path.length === 0) return node;
  if (node?.type !== "ObjectExpression") return undefined;
  const [name, ...rest] = path;
  for (const property of node.properties) {
    if (property.type !== "ObjectProperty" || property.computed || nameOf(property.key) !== name) continue;
    const inside = of === "name" && rest.length === 0 ? undefined : find(program, property.value, rest, of);
    return inside ?? property.key;
  }
  return undefined;
}

function nameOf(key: Node): string | undefined {
  if (key.type === "Identifier") return key.name;
  return key.type === "StringLiteral" ? key.value : undefined;
}

/** What stands behind casts, `defineConfig(…)` and the names of constants. */
function literal(program: Program, node: Node, depth = 0): Node | undefined {
  if (depth > 20) return undefined;
  const next = (inner: Node | undefined) => inner && literal(program, inner, depth + 1);
  switch (node.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "ParenthesizedExpression":
      return next(node.expression);
    case "CallExpression":
      return node.callee.type === "Identifier" && node.callee.name === "defineConfig" ? next(node.arguments[0]) : node;
    case "Identifier":
      return next(constantOf(program, node.name)) ?? node;
    default:
      return node;
  }
}

function constantOf({ body }: Program, name: string): Node | undefined {
  for (const statement of body)
    if (statement.type === "VariableDeclaration" && statement.kind === "const")
      for (const { id, init } of statement.declarations)
        if (id.type === "Identifier" && id.name === name) return init ?? undefined;
  return undefined;
}

import type { OptionSpec } from "@crosstilt/core";
import type { SchemaNode } from "./schema-node.js";

type Json = Record<string, unknown>;

/**
 * A JSON Schema (draft 2020-12) of a config, for completion and checks in editors.
 *
 * @example
 * await writeFile("crosstilt.schema.json", JSON.stringify(jsonSchema(configSchema(createCatalogue()))));
 */
export function jsonSchema(node: SchemaNode): Json {
  return { $schema: "https://json-schema.org/draft/2020-12/schema", title: "crosstilt config", ...schemaOf(node) };
}

function schemaOf(node: SchemaNode): Json {
  const { description } = node;
  if (node.type === "option") return optionSchema(node.spec, node.presence !== undefined);
  if (node.type === "texts") {
    const item = node.choices ? { enum: node.choices } : { type: "string" };
    return { description, anyOf: [item, { type: "array", items: item }] };
  }
  if (node.type === "words") return { description, type: "object", additionalProperties: { enum: node.choices } };
  if (node.type === "part") return { description, default: node.default, anyOf: partSchemas(node) };
  if (node.type === "either") return { description, anyOf: [schemaOf(node.otherwise), schemaOf(node.named)] };
  const { fields, shorthand } = node;
  const properties = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, schemaOf(field)]));
  const required = Object.keys(fields).filter((name) => {
    const field = fields[name]!;
    return field.type === "option" && field.presence === "required";
  });
  const whole = { description, type: "object", properties, additionalProperties: false, required };
  return shorthand ? { description, anyOf: [{ type: "string" }, whole] } : whole;
}

function partSchemas({ parts, default: fallback }: Extract<SchemaNode, { type: "part" }>): Json[] {
  const objects = Object.entries(parts).map(([name, options]) => ({
    type: "object",
    properties: {
      name: { const: name },
      ...Object.fromEntries(Object.entries(options).map(([option, spec]) => [option, optionSchema(spec, false)])),
    },
    additionalProperties: false,
    required: name === fallback ? [] : ["name"],
  }));
  return [{ enum: Object.keys(parts) }, ...objects];
}

function optionSchema(spec: OptionSpec, withoutDefault: boolean): Json {
  const base = { description: spec.description, ...(withoutDefault ? {} : { default: spec.default }) };
  if (spec.type === "boolean" || spec.type === "string") return { ...base, type: spec.type };
  if (spec.type === "choice") return { ...base, enum: spec.choices };
  if (spec.type === "numbers") return { ...base, type: "array", items: { type: "number" } };
  const number = {
    type: spec.integer ? "integer" : "number",
    ...(spec.minimum === undefined ? {} : { minimum: spec.minimum }),
    ...(spec.maximum === undefined ? {} : { maximum: spec.maximum }),
    ...(spec.above === undefined ? {} : { exclusiveMinimum: spec.above }),
  };
  return spec.keywords ? { ...base, anyOf: [number, { enum: spec.keywords }] } : { ...base, ...number };
}

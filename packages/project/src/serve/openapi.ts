import type { ServedModel } from "./answers.js";
import type { ServeLimits } from "./limits.js";

const json = (schema: object) => ({ content: { "application/json": { schema } } });
const object = (properties: object, required: readonly string[] = []) => ({
  type: "object",
  properties,
  ...(required.length > 0 ? { required } : {}),
  additionalProperties: false,
});
const share = (description: string) => ({
  type: "number",
  exclusiveMinimum: 0,
  exclusiveMaximum: 1,
  description,
});
const match = {
  type: "object",
  properties: {
    index: { type: "integer" },
    name: { type: "string" },
    score: { type: "number" },
    probability: { type: ["number", "null"] },
    columns: { type: "object", description: "What else is known of the entry" },
  },
};

/** An OpenAPI 3.1 description of what this server answers, with the columns that its model takes. */
export function openApi({ run, galleries, classes }: ServedModel, limits: ServeLimits): object {
  const sample = (side: "u" | "v") => {
    const columns = run.description.data[side].encodings;
    const named = Object.fromEntries(
      columns.map(({ name, kind }) => [name, kind === "numeric" ? { type: "number" } : {}]),
    );
    return { anyOf: [object(named), { type: "array" }], description: `One sample of ${side}: by column, or in order.` };
  };
  const samplesOf = (items: object) => ({ type: "array", items, maxItems: limits.samples });
  const k = { type: "integer", minimum: 1, maximum: limits.k };
  const question = object(
    {
      given: { enum: ["u", "v"], default: "u" },
      samples: samplesOf({ anyOf: [sample("u"), sample("v")] }),
      k: { ...k, default: 5 },
      coverage: share("In place of k: sets that hold the partner with this probability."),
      where: { type: "string", description: "A condition on the gallery's columns: price < 20 and colour = 'red'." },
      prior: share("The share of samples that have a partner in the gallery."),
    },
    ["samples"],
  );
  const error = { description: "What was wrong", ...json(object({ error: { type: "string" } }, ["error"])) };
  const answered = (items: object) => ({
    "200": {
      description: "One result for each sample, in order",
      ...json(object({ results: { type: "array", items } })),
    },
    default: error,
  });
  const matches = { type: "array", items: match };
  return {
    openapi: "3.1.0",
    info: { title: "crosstilt serve", version: "1", description: `Galleries: ${Object.keys(galleries).join(", ")}` },
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    security: [{ token: [] }, {}],
    paths: {
      "/live": { get: { summary: "Whether the process answers", responses: { "200": { description: "yes" } } } },
      "/ready": {
        get: { summary: "Whether requests are taken", responses: { "200": { description: "yes" }, default: error } },
      },
      "/health": { get: { summary: "Model, columns and galleries", responses: { "200": { description: "them" } } } },
      "/metrics": {
        get: {
          summary: "Counts and latencies, as JSON or Prometheus' text",
          responses: { "200": { description: "them" } },
        },
      },
      "/retrieve": {
        post: {
          summary: "The best matches of the other side",
          requestBody: { required: true, ...json(question) },
          responses: answered({
            type: "object",
            properties: { matches, noPartner: { type: "number" }, estimated: { type: "boolean" } },
          }),
        },
      },
      ...(classes && {
        "/classify": {
          post: {
            summary: "The most probable classes",
            requestBody: {
              required: true,
              ...json(
                object(
                  {
                    samples: samplesOf(sample(classes.side === "u" ? "v" : "u")),
                    k: { ...k, default: 3 },
                    prior: {
                      type: "array",
                      items: { type: "number", minimum: 0 },
                      minItems: classes.names.length,
                      maxItems: classes.names.length,
                    },
                  },
                  ["samples"],
                ),
              ),
            },
            responses: answered({ type: "object", properties: { label: { type: "string" }, matches } }),
          },
        },
      }),
    },
  };
}

import type { Catalogue } from "@crosstilt/catalogue";
import type { Definable, OptionSchema, OptionSpec, Registry } from "@crosstilt/core";
import { binaryContents } from "@crosstilt/dataset-files";
import { optimizers, schedules } from "@crosstilt/train";
import { candidateNames } from "../pool/candidate-names.js";
import { optionNode, type SchemaNode } from "./schema-node.js";

/** Options of reading the two files together. */
const dataOptions = {
  unmatched: {
    type: "choice",
    choices: ["refuse", "drop"],
    default: "refuse",
    description: "keys without partner: an error, or left out",
  },
  repeated: {
    type: "choice",
    choices: ["refuse", "combine"],
    default: "refuse",
    description: "keys that occur several times in a file: an error, or a pair of every combination",
  },
  missing: {
    type: "choice",
    choices: ["refuse", "drop"],
    default: "refuse",
    description: "rows without a value: an error, or left out",
  },
  transform: {
    type: "choice",
    choices: ["standardise", "whiten", "none"],
    default: "standardise",
    description: "what is done to both sides, learned from the training part",
  },
  streaming: {
    type: "boolean",
    default: false,
    description: "for data larger than memory: rows lie on the disk, in TMPDIR, and are read batch by batch",
  },
} as const satisfies OptionSchema;

const splitOptions = {
  test: {
    type: "number",
    minimum: 0,
    maximum: 0.99,
    default: 0.1,
    description: "share held back for the end; 0 for none, or where data.test has files",
  },
  validation: {
    type: "number",
    minimum: 0,
    maximum: 0.99,
    default: 0.1,
    description: "share for choosing settings; 0 for none",
  },
  splitSeed: { type: "number", integer: true, default: 1, description: "another seed gives another split" },
} as const satisfies OptionSchema;

const { test: _, ...heldOutOptions } = splitOptions;

const trainingOptions = {
  dropLast: {
    type: "boolean",
    default: false,
    description: "all batches have exactly batchSize pairs, and the rest of an epoch is left out",
  },
  seed: { type: "number", integer: true, default: 1, description: "seed of weights, order and dropout" },
  minimumChange: { type: "number", minimum: 0, default: 0, description: "fall of the validation loss that counts" },
  keep: {
    type: "choice",
    choices: ["best", "last"],
    default: "best",
    description: "the weights of the epoch of the lowest validation loss, or of the last",
  },
  averaging: {
    type: "number",
    minimum: 0,
    maximum: 0.9999,
    default: 0.98,
    description:
      "how much of the running mean of the weights, which is what is kept, a step leaves; 0 for the last weights",
  },
} as const satisfies OptionSchema;

/** Options of training that follow from the number of pairs unless given (`settled`). */
const settledTrainingOptions = {
  epochs: {
    type: "number",
    integer: true,
    minimum: 1,
    default: 20,
    description: "passes over the training pairs (default: some 4000 steps, but 20 to 200 passes)",
  },
  batchSize: {
    type: "number",
    integer: true,
    minimum: 2,
    default: 512,
    description: "most pairs in a batch (default: a twelfth of the training pairs, but 64 to 512)",
  },
  patience: {
    type: "number",
    integer: true,
    minimum: 0,
    default: 5,
    description:
      "stop after so many epochs without a lower validation loss; 0 for never (default: an eighth of the epochs, at least 5)",
  },
} as const satisfies OptionSchema;

/** Options of training that are off unless given. */
const optionalTrainingOptions = {
  encoderBatch: {
    type: "number",
    integer: true,
    minimum: 1,
    default: 512,
    description: "samples that go through an encoder at once; for batches that do not fit",
  },
  clipNorm: { type: "number", above: 0, default: 1, description: "largest norm of the gradient" },
} as const satisfies OptionSchema;

/** Defaults of whole projects where they differ from those of the parts: without a temperature or dropout, most train worse. */
const projectDefaults: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  cosine: { temperature: "learned" },
  mlp: { dropout: 0.3 },
};

/** The options of every loss, metric, encoder, optimiser and schedule that a config can name. */
function partOptions({ losses, metrics, encoders, datasets }: Catalogue) {
  return {
    loss: optionsOf(losses),
    metric: optionsOf(metrics),
    encoder: optionsOf(encoders),
    dataset: optionsOf(datasets),
    optimizer: Object.fromEntries(Object.entries(optimizers).map(([name, { options }]) => [name, options])),
    schedule: Object.fromEntries(Object.entries(schedules).map(([name, { options }]) => [name, options])),
  };
}

function optionsOf(registry: Registry<Definable>): Record<string, OptionSchema> {
  const entries = registry.all().map(({ definition }) => {
    const { name, options } = definition as { name: string; options: OptionSchema };
    const own = Object.entries(projectDefaults[name] ?? {}).map(([option, value]) => [
      option,
      { ...options[option], default: value } as OptionSpec,
    ]);
    return [name, { ...options, ...Object.fromEntries(own) }];
  });
  return Object.fromEntries(entries);
}

/** What a config may say, given what there is to name. */
export function configSchema(catalogue: Catalogue): SchemaNode {
  const parts = partOptions(catalogue);
  const part = (kind: keyof typeof parts, fallback: string, description: string): SchemaNode => ({
    type: "part",
    parts: parts[kind],
    default: fallback,
    description,
  });
  return object("A crosstilt project: data, model and training.", {
    data: either("dataset", "The pairs: two files, or a data set by its name.", {
      named: object("A data set by its name, built-in or of a plugin.", {
        dataset: part("dataset", "", "data set"),
        split: object("What is held out of its training pairs; its test pairs are its own.", options(heldOutOptions)),
      }),
      otherwise: object("The two files of paired samples.", {
        u: side("u"),
        v: side("v"),
        key: optional(
          text("column to join by; row by row when absent, two folders of images by the names of their files"),
        ),
        ...options(dataOptions),
        group: {
          type: "texts",
          presence: "optional",
          description:
            "columns whose equal values keep pairs in one part, and make them belong together for losses of several positives; v:name is that of v alone",
        },
        split: either("column", "Which pairs are held out.", {
          named: object("A column that says it.", {
            column: {
              ...optionNode(text("column of either file that says train, validation (val, valid, dev) or test")),
              presence: "required",
            },
          }),
          otherwise: object("Shares of the pairs, by the hash of the group or key.", options(splitOptions)),
        }),
        validation: partFiles("validation"),
        test: partFiles("test"),
      }),
    }),
    encoders: object("What turns samples into embeddings.", {
      u: part("encoder", "mlp", "encoder of u"),
      v: part("encoder", "mlp", "encoder of v"),
    }),
    metric: part("metric", "cosine", "alignment metric of embeddings"),
    loss: part("loss", "conditional", "what is minimised"),
    pool: {
      type: "texts",
      presence: "optional",
      choices: candidateNames,
      description:
        "models whose scores are summed, with weights that validation pairs choose: closed-form linear maps, a network beside them (residual), the encoders above (network), closed-form kernel features; none for the encoders alone (default: all, unless encoders or metric are given)",
    },
    training: object("How it is minimised.", {
      ...Object.fromEntries(Object.entries(settledTrainingOptions).map(([name, spec]) => [name, optional(spec)])),
      ...options(trainingOptions),
      ...Object.fromEntries(Object.entries(optionalTrainingOptions).map(([name, spec]) => [name, optional(spec)])),
      optimizer: part("optimizer", "adamW", "optimiser"),
      schedule: part("schedule", "cosine", "learning rate over the steps"),
    }),
    plugins: { type: "texts", description: "files or packages whose losses, metrics and encoders can be named" },
  });
}

/** Files of a part alone. */
function partFiles(part: string): SchemaNode {
  const file = (name: "u" | "v"): SchemaNode => ({
    ...optionNode(text(`file of the ${part} pairs alone, read as data.${name} is`)),
    presence: "required",
  });
  return {
    ...object(`Files of the ${part} pairs.`, { u: file("u"), v: file("v") }),
    presence: "optional",
  } as SchemaNode;
}

function side(name: "u" | "v"): SchemaNode {
  return {
    ...object(`Where ${name} comes from: a file, or its settings.`, {
      file: {
        ...optionNode(
          text("CSV, JSONL, NPY, NPZ, safetensors, Parquet or Arrow file, or a folder or archive (ZIP, TAR) of images"),
        ),
        presence: "required",
      },
      columns: { type: "texts", presence: "optional", description: "columns that make a sample (default all)" },
      skip: { type: "texts", presence: "optional", description: "columns that do not: all others make a sample" },
      key: optional(text("column to join by, where it has another name than on the other side")),
      kinds: {
        type: "words",
        choices: ["numeric", "categorical", "vector"],
        description: "kinds of columns where guessing is not wanted",
      },
      text: {
        type: "texts",
        presence: "optional",
        description: "columns of free text: hashed words and runs of characters, weighted by how rare they are",
      },
      missingWords: {
        type: "texts",
        presence: "optional",
        description: "further words for a missing value, such as -999",
      },
      decimal: optional({
        type: "choice",
        choices: [".", ","],
        default: ".",
        description: "numbers in text: what stands before the fraction, where the file itself does not say",
      }),
      thousands: optional(text("numbers in text: what stands between thousands")),
      binary: optional({
        type: "choice",
        choices: binaryContents,
        default: "float32",
        description: "what binary columns hold; unknown, they can be keys only",
      }),
      separator: optional(text("CSV: what stands between fields")),
      header: optional({
        type: "boolean",
        default: true,
        description: "CSV: whether the first line names the columns",
      }),
      imageSize: optional({
        type: "numbers",
        default: [],
        description: "folders and archives of images: height and width for all",
      }),
      transform: optional({ ...dataOptions.transform, description: "what is done to this side" }),
    }),
    shorthand: "file",
  } as SchemaNode;
}

const text = (description: string): OptionSpec => ({ type: "string", default: "", description });
const optional = (spec: OptionSpec): SchemaNode => ({ ...optionNode(spec), presence: "optional" });
const options = (schema: OptionSchema) =>
  Object.fromEntries(Object.entries(schema).map(([name, spec]) => [name, optionNode(spec)]));
const either = (
  field: string,
  description: string,
  nodes: { readonly named: SchemaNode; readonly otherwise: SchemaNode },
): SchemaNode => ({ type: "either", field, description, ...nodes });
const object = (description: string, fields: Readonly<Record<string, SchemaNode>>): SchemaNode => ({
  type: "object",
  description,
  fields,
});

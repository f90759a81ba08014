import { type OptionSchema, type OptionValues, resolveOptions } from "@crosstilt/core";
import { adam, adamOptions, adamW, adamWOptions } from "./adam.js";
import type { Optimizer } from "./optimizer.js";
import { constant, cosineDecay, linearDecay, type Schedule } from "./schedule.js";
import { sgd, sgdOptions } from "./sgd.js";

/** Something that configurations choose by name, with the options it takes. */
export interface Choice<T> {
  readonly options: OptionSchema;
  create(options?: Readonly<Record<string, unknown>>): T;
}

const decayOptions = {
  warmup: { type: "number", integer: true, minimum: 0, default: 0, description: "steps of linear warm-up" },
  final: { type: "number", minimum: 0, maximum: 1, default: 0, description: "share of the learning rate at the end" },
} as const;

type DecayValues = OptionValues<typeof decayOptions>;

function decay(name: string, create: (options: DecayValues) => Schedule): Choice<Schedule> {
  return { options: decayOptions, create: (given) => create(resolveOptions(name, decayOptions, given)) };
}

/** Every optimiser by the name configurations use. */
export const optimizers: Readonly<Record<string, Choice<Optimizer>>> = {
  adam: { options: adamOptions, create: adam },
  adamW: { options: adamWOptions, create: adamW },
  sgd: { options: sgdOptions, create: sgd },
};

/** Every schedule of the learning rate by the name configurations use. */
export const schedules: Readonly<Record<string, Choice<Schedule>>> = {
  constant: { options: {}, create: () => constant },
  cosine: decay("cosine", cosineDecay),
  linear: decay("linear", linearDecay),
};

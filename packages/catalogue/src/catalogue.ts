import {
  CrosstiltError,
  checkDefinition,
  createRegistry,
  type Definable,
  type Encoder,
  type EncoderDefinition,
  type Factory,
  type Loss,
  type LossDefinition,
  type Metric,
  type MetricDefinition,
  type Registry,
} from "@crosstilt/core";
import { encoders } from "@crosstilt/encoders";
import { losses } from "@crosstilt/losses";
import { metrics } from "@crosstilt/metrics";

// biome-ignore-start lint/suspicious/noExplicitAny: a catalogue holds definitions of every schema.
export type LossFactory = Factory<any, LossDefinition<any, any>, Loss>;
export type MetricFactory = Factory<any, MetricDefinition<any>, Metric>;
export type EncoderFactory = Factory<any, EncoderDefinition<any>, Encoder>;
// biome-ignore-end lint/suspicious/noExplicitAny: a catalogue holds definitions of every schema.

/** Everything that can be chosen by name. */
export interface Catalogue {
  readonly losses: Registry<LossFactory>;
  readonly metrics: Registry<MetricFactory>;
  readonly encoders: Registry<EncoderFactory>;
}

/**
 * A catalogue of all built-in parts; plugins are added with {@link addPlugin}.
 *
 * @example
 * const { losses } = createCatalogue();
 * const loss = losses.get("conditional")({ lambdaU: 2, lambdaV: 0 });
 */
export function createCatalogue(): Catalogue {
  return {
    losses: createRegistry<LossFactory>("loss", losses as readonly LossFactory[]),
    metrics: createRegistry<MetricFactory>("metric", metrics as readonly MetricFactory[]),
    encoders: createRegistry<EncoderFactory>("encoder", encoders as readonly EncoderFactory[]),
  };
}

/**
 * Adds what a plugin module exports: every loss, metric and encoder made by a `define…` function. All or nothing: when one
 * definition is refused, none is added.
 *
 * @returns the names that were added, as `kind name`.
 * @throws when the module exports none, a definition could not work, or a name is taken.
 * @example
 * addPlugin(catalogue, await import("./my-loss.js"), "./my-loss.js");
 */
export function addPlugin(catalogue: Catalogue, module: Readonly<Record<string, unknown>>, source: string): string[] {
  const registries: Record<string, Registry<never>> = {
    loss: catalogue.losses as unknown as Registry<never>,
    metric: catalogue.metrics as unknown as Registry<never>,
    encoder: catalogue.encoders as unknown as Registry<never>,
  };
  const found = [...new Set(Object.values(module).filter(isDefinable))].filter(({ kind }) => kind in registries);
  if (found.length === 0)
    throw new CrosstiltError(
      `plugin ${source}: expected at least one exported loss, metric or encoder made by defineLoss, defineMetric or ` +
        `defineEncoder, received exports ${Object.keys(module).join(", ") || "none"}.`,
    );
  try {
    for (const definable of found) {
      checkDefinition(definable);
      // A throw-away registry with the names already taken refuses what shadows them, before anything is added.
      createRegistry(definable.kind, [...registries[definable.kind].all(), definable as never]);
    }
  } catch (error) {
    throw new CrosstiltError(`plugin ${source}: ${(error as Error).message}`);
  }
  for (const definable of found) registries[definable.kind].add(definable as never);
  return found.map(({ kind, definition }) => `${kind} ${definition.name}`);
}

function isDefinable(value: unknown): value is Definable {
  const { kind, definition } = (value ?? {}) as Partial<Definable>;
  return typeof value === "function" && typeof kind === "string" && typeof definition?.name === "string";
}

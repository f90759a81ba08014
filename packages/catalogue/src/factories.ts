import type {
  Dataset,
  DatasetDefinition,
  Encoder,
  EncoderDefinition,
  Factory,
  Kernel,
  KernelDefinition,
  Loss,
  LossDefinition,
  Metric,
  MetricDefinition,
} from "@crosstilt/core";

// biome-ignore-start lint/suspicious/noExplicitAny: a catalogue holds definitions of every schema.
export type LossFactory = Factory<any, LossDefinition<any, any>, Loss>;
export type MetricFactory = Factory<any, MetricDefinition<any>, Metric>;
export type EncoderFactory = Factory<any, EncoderDefinition<any>, Encoder>;
export type KernelFactory = Factory<any, KernelDefinition<any>, Kernel>;
export type DatasetFactory = Factory<any, DatasetDefinition<any>, Dataset>;
// biome-ignore-end lint/suspicious/noExplicitAny: a catalogue holds definitions of every schema.

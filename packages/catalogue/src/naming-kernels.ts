import type { ChoiceOption, Loss, OptionSchema, OptionSpec, Registry } from "@crosstilt/core";
import type { KernelFactory, LossFactory } from "./factories.js";

/** The loss with the kernels of a registry among the choices of its options; itself when it takes none. */
export function namingKernels(loss: LossFactory, kernels: Registry<KernelFactory>): LossFactory {
  const schema = loss.definition.options as OptionSchema;
  const own = Object.entries(schema).filter(([, spec]) => takesKernel(spec));
  if (own.length === 0) return loss;
  const extended = own.map(([name, spec]) => [name, { ...spec, choices: kernels.names() }]);
  const definition = { ...loss.definition, options: { ...schema, ...Object.fromEntries(extended) } };

  /** A name that the loss itself does not know is that of a plugin's kernel. */
  const resolve = (name: string, value: unknown) => {
    const spec = schema[name];
    const foreign = typeof value === "string" && spec && takesKernel(spec) && !spec.choices.includes(value);
    return foreign ? kernels.get(value)() : value;
  };
  const create = (given: Readonly<Record<string, unknown>> = {}): Loss =>
    loss(Object.fromEntries(Object.entries(given).map(([name, value]) => [name, resolve(name, value)])));
  return Object.assign(create, { kind: loss.kind, api: loss.api, definition });
}

const takesKernel = (spec: OptionSpec): spec is ChoiceOption => spec.type === "choice" && spec.part === "kernel";

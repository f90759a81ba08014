import type { OptionSchema, OptionValues } from "./options.js";

/** What a plugin's definitions must be made for; raised when a definition of today would no longer work. */
export const PLUGIN_API = 1;

/** A factory of configured things that carries its own definition. */
export type Factory<S extends OptionSchema, D, T> = ((options?: Partial<OptionValues<S>>) => T) & {
  readonly kind: string;
  readonly api: number;
  readonly definition: D;
};

/** Gives a function from options to configured things its kind and definition. */
export function factory<S extends OptionSchema, D, T>(
  kind: string,
  definition: D,
  create: (options?: Partial<OptionValues<S>>) => T,
): Factory<S, D, T> {
  return Object.assign(create, { kind, api: PLUGIN_API, definition });
}

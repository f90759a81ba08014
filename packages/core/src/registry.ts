import { demand, refusal } from "./errors.js";
import { suggest } from "./suggest.js";

/** Anything a `define…` function returns: a factory that carries its kind and definition. */
export interface Definable {
  readonly kind: string;
  /** The version of the plugin interface it was made for. */
  readonly api: number;
  readonly definition: { readonly name: string };
}

/** Definitions of one kind by name. */
export interface Registry<D extends Definable> {
  readonly kind: string;
  get(name: string): D;
  names(): string[];
  all(): D[];
  /** Adds a plugin's definition; refuses names already taken. */
  add(definition: D): void;
}

/**
 * A registry that starts from the built-in definitions.
 *
 * @example
 * const losses = createRegistry("loss", [conditional, joint]);
 * const loss = losses.get("conditional")({ lambdaU: 2, lambdaV: 0 });
 */
export function createRegistry<D extends Definable>(kind: string, builtIn: readonly D[]): Registry<D> {
  const byName = new Map<string, D>();
  const add = (candidate: D) => {
    demand(candidate.kind === kind, () => ({
      argument: `plugin "${candidate.definition?.name}"`,
      expected: `a ${kind}`,
      received: `a ${candidate.kind}`,
    }));
    const { name } = candidate.definition;
    demand(!byName.has(name), () => ({
      argument: `${kind} name`,
      expected: "a name that is not taken",
      received: `"${name}", which exists already`,
      remedy: "Rename the plugin's definition",
    }));
    byName.set(name, candidate);
  };
  for (const definition of builtIn) add(definition);
  return {
    kind,
    add,
    get(name) {
      const found = byName.get(name);
      if (!found) throw unknownName(kind, name, byName.keys());
      return found;
    },
    names: () => [...byName.keys()].sort(),
    all: () => [...byName.values()],
  };
}

function unknownName(kind: string, name: string, known: Iterable<string>): Error {
  return refusal({
    argument: kind,
    expected: `the name of a ${kind}`,
    received: `"${name}"`,
    remedy: suggest(name, known),
  });
}

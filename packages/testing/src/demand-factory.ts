import { type Definable, demand, describe } from "@crosstilt/core";

/** Refuses what was not made by a `define…` function, such as a part that is configured already. */
export function demandFactory(caller: string, maker: string, create: unknown): void {
  demand(typeof create === "function" && (create as Partial<Definable>).definition !== undefined, () => ({
    argument: caller,
    expected: `what ${maker} returns`,
    received: describe(create),
    remedy: "Pass the definition itself, and options beside it as { options: … }",
  }));
}

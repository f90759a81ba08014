import { useEffect, useState } from "react";

/** What came of one computation. */
export interface Outcome<T> {
  readonly value?: T;
  readonly failure?: string;
}

/**
 * Computes something for each name, one after the other, again when `key` changes; what was known before stays until the new
 * value is there, so that nothing flickers.
 */
export function useEach<T>(
  names: readonly string[],
  key: string,
  compute: (name: string) => Promise<T>,
): ReadonlyMap<string, Outcome<T>> {
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome<T>>>(new Map());
  const all = names.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: key and names say when to compute anew
  useEffect(() => {
    let wanted = true;
    const run = async () => {
      for (const name of names) {
        const outcome = await outcomeOf(compute(name));
        if (!wanted) return;
        setOutcomes((before) => new Map(before).set(name, outcome));
      }
    };
    void run();
    return () => {
      wanted = false;
    };
  }, [all, key]);
  return outcomes;
}

const outcomeOf = <T>(result: Promise<T>): Promise<Outcome<T>> =>
  result.then(
    (value) => ({ value }),
    (error: Error) => ({ failure: error.message }),
  );

import { useEffect, useRef, useState } from "react";
import type { Outcome } from "./use-each.js";

/**
 * The value of a computation for the newest `key`, one at a time: keys that come while one is under way wait, and only the last
 * of them is computed. The value before stays until the next one is there.
 */
export function useLatest<T>(key: string, compute: () => Promise<T>): Outcome<T> {
  const [outcome, setOutcome] = useState<Outcome<T>>({});
  const wanted = useRef<(() => Promise<T>) | null>(null);
  const busy = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says when to compute anew
  useEffect(() => {
    wanted.current = compute;
    if (busy.current) return;
    busy.current = true;
    const run = async () => {
      while (wanted.current) {
        const next = wanted.current;
        wanted.current = null;
        const result = await next().then(
          (value): Outcome<T> => ({ value }),
          (error: Error): Outcome<T> => ({ failure: error.message }),
        );
        setOutcome(result);
      }
      busy.current = false;
    };
    void run();
  }, [key]);
  return outcome;
}

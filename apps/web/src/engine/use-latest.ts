import { useEffect, useRef, useState } from "react";
import type { Outcome } from "./use-each.js";

/**
 * The value of a computation for the newest `key`, one at a time: keys that come while one is under way wait, and only the last
 * of them is computed. The value before stays until the next one is there; the key null asks for nothing and clears it.
 */
export function useLatest<T>(key: string | null, compute: () => Promise<T>): Outcome<T> {
  const [outcome, setOutcome] = useState<Outcome<T>>({});
  const wanted = useRef<(() => Promise<T>) | null>(null);
  const busy = useRef(false);
  const asking = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says when to compute anew
  useEffect(() => {
    asking.current = key !== null;
    wanted.current = asking.current ? compute : null;
    if (!asking.current) setOutcome({});
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
        if (asking.current) setOutcome(result);
      }
      busy.current = false;
    };
    void run();
  }, [key]);
  return outcome;
}

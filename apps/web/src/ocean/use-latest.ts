import { useEffect, useRef, useState } from "react";

/**
 * The answer to the latest question, asked again when `key` changes; one question at a time, so a drag never queues them.
 * Null until the first answer and for the key null; after that the last answer stays until the next one comes.
 */
export function useLatest<T>(key: string | null, ask: () => Promise<T>): T | null {
  const [answer, setAnswer] = useState<T | null>(null);
  const state = useRef({ asked: "", busy: false, ask, key });
  state.current.ask = ask;
  state.current.key = key;
  useEffect(() => {
    const { current } = state;
    const next = () => {
      if (current.busy || current.key === null || current.asked === current.key) return;
      current.busy = true;
      current.asked = current.key;
      const asked = current.key;
      const show = (found: T) => {
        if (current.key !== null) setAnswer(found);
      };
      const goOn = () => {
        current.busy = false;
        if (asked !== current.key) next();
      };
      void current.ask().then(show).finally(goOn);
    };
    if (key === null) {
      current.asked = "";
      setAnswer(null);
    }
    next();
  }, [key]);
  return answer;
}

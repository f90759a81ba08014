import { useSyncExternalStore } from "react";

/** The time of the moving maps. It ticks outside React: only what listens is drawn again. */
export interface Clock {
  get(): number;
  set(time: number): void;
  subscribe(listener: () => void): () => void;
}

/** A clock that stands at a time. */
export function createClock(start: number): Clock {
  let time = start;
  const listeners = new Set<() => void>();
  return {
    get: () => time,
    set: (next) => {
      time = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The time of a clock, for the parts of the page that show it. */
export const useTime = (clock: Clock): number => useSyncExternalStore(clock.subscribe, clock.get);

import { createStore, del, get, set } from "idb-keyval";
import { useCallback, useEffect, useSyncExternalStore } from "react";

/** Where the browser keeps what a reader brought and made, until it is forgotten; opened when first asked for. */
let store: ReturnType<typeof createStore> | undefined;
const opened = () => (store ??= createStore("crosstilt", "kept"));

/** What is known of a name; one for the whole app, so that what is kept late reaches the page that is open then. */
interface Known {
  /** Undefined until it has been looked for; null where nothing is kept. */
  readonly value: unknown;
  readonly failure: string;
}

const unknown: Known = { value: undefined, failure: "" };
const known = new Map<string, Known>();
const listeners = new Set<() => void>();

function learn(name: string, change: Partial<Known>): void {
  known.set(name, { ...(known.get(name) ?? unknown), ...change });
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const attempt = (name: string, work: Promise<unknown>) =>
  work.then(
    () => learn(name, { failure: "" }),
    (error: Error) => learn(name, { failure: error.message }),
  );

/** A value that outlives the page. */
export interface Kept<T> {
  /** Undefined until it has been looked for; the initial one where nothing is kept. */
  readonly value: T | undefined;
  /** Why it lasts only until the page is left: storage is closed or full. */
  readonly failure: string;
  keep(value: T): void;
  forget(): void;
}

/** A value that the browser keeps under a name. Where it cannot, the value lasts until the page is reloaded. */
export function useKept<T>(name: string, initial: T): Kept<T> {
  const { value, failure } = useSyncExternalStore(subscribe, () => known.get(name) ?? unknown);
  useEffect(() => {
    if (known.has(name)) return;
    const found = (kept: unknown) => {
      // What was put meanwhile is newer.
      if (!known.has(name)) learn(name, { value: kept ?? null });
    };
    get(name, opened()).then(found, (error: Error) => {
      found(null);
      learn(name, { failure: error.message });
    });
  }, [name]);
  const keep = useCallback(
    (next: T) => {
      learn(name, { value: next });
      void attempt(name, set(name, next, opened()));
    },
    [name],
  );
  const forget = useCallback(() => {
    learn(name, { value: null });
    void attempt(name, del(name, opened()));
  }, [name]);
  return { value: value === undefined ? undefined : ((value ?? initial) as T), failure, keep, forget };
}

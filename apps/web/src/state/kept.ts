import { createStore, del, get, set } from "idb-keyval";
import { useCallback, useEffect, useState } from "react";

/** Where the browser keeps what a reader brought and made, until it is forgotten; opened when first asked for. */
let store: ReturnType<typeof createStore> | undefined;
const opened = () => (store ??= createStore("crosstilt", "kept"));

/** A value that outlives the page. */
export interface Kept<T> {
  /** Undefined until it has been looked for; the initial one where nothing is kept. */
  readonly value: T | undefined;
  /** Why it lasts only until the page is left: storage is closed or full. */
  readonly failure: string;
  keep(value: T): void;
  forget(): void;
}

/** A value that the browser keeps under a name. Where it cannot, the value lasts until the page is left. */
export function useKept<T>(name: string, initial: T): Kept<T> {
  const [value, setValue] = useState<T>();
  const [failure, setFailure] = useState("");
  const attempt = useCallback((work: Promise<unknown>) => {
    work.then(
      () => setFailure(""),
      (error: Error) => setFailure(error.message),
    );
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the initial value is what the first render says
  useEffect(() => {
    let here = true;
    const found = (kept: T | undefined) => {
      // What was put meanwhile is newer.
      if (here) setValue((before) => before ?? kept ?? initial);
    };
    get<T>(name, opened()).then(found, (error: Error) => {
      setFailure(error.message);
      found(undefined);
    });
    return () => {
      here = false;
    };
  }, [name]);
  const keep = useCallback(
    (next: T) => {
      setValue(next);
      attempt(set(name, next, opened()));
    },
    [name, attempt],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the initial value is what the first render says
  const forget = useCallback(() => {
    setValue(initial);
    attempt(del(name, opened()));
  }, [name, attempt]);
  return { value, failure, keep, forget };
}

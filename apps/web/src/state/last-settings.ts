import { useEffect } from "react";
import { type Fields, readFields, type Values, writeFields } from "./fields.js";
import { currentRoute } from "./route.js";

/** Keeps the settings of a page, and brings them back when it is opened by an address that says nothing of them. */
export function useLastSettings<F extends Fields>(
  lab: string,
  fields: F,
  settings: Values<F>,
  change: (patch: Partial<Values<F>>) => void,
): void {
  const key = `crosstilt-${lab}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the address of the first visit counts
  useEffect(() => {
    const stored = read(key);
    if (stored !== "" && currentRoute().query.size === 0) change(readFields(fields, new URLSearchParams(stored)));
  }, []);
  useEffect(() => {
    try {
      localStorage.setItem(key, writeFields(fields, settings).toString());
    } catch {
      // Storage is closed: the settings last until the page is left.
    }
  }, [key, fields, settings]);
}

function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

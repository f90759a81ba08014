import { useSyncExternalStore } from "react";

/** Where the reader is: `#/lab?name=value`. */
export interface Route {
  readonly lab: string;
  readonly query: URLSearchParams;
}

/** The route that the address holds now. */
export function currentRoute(): Route {
  const [lab = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  return { lab, query: new URLSearchParams(query) };
}

/** The address of a lab in a given state. */
export function hashOf(lab: string, query: URLSearchParams = new URLSearchParams()): string {
  const text = query.toString();
  return `#/${lab}${text === "" ? "" : `?${text}`}`;
}

/** Calls `listener` when a link or the browser's buttons change the route. */
export function onRouteChange(listener: () => void): () => void {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
}

/** The name of the lab in the address. */
export const useLabName = (): string => useSyncExternalStore(onRouteChange, () => currentRoute().lab);

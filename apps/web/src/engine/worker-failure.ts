import { useSyncExternalStore } from "react";

let failure = "";
const listeners = new Set<() => void>();

/** The worker, from now on listened to: what breaks it as a whole, such as code that cannot be loaded, is told by {@link useWorkerFailure}. */
export function watched(worker: Worker): Worker {
  worker.addEventListener("error", ({ message }) => {
    failure = message || "its code could not be loaded";
    for (const listener of listeners) listener();
  });
  return worker;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What broke a worker; empty while all is well. */
export const useWorkerFailure = (): string => useSyncExternalStore(subscribe, () => failure);

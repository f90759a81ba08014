import type { EventEmitter } from "node:events";

const events = ["uncaughtException", "unhandledRejection"];
const host: EventEmitter = process;
type Listener = Parameters<EventEmitter["on"]>[1];

/**
 * Leaves the process's error listeners as they were before `start`. Emscripten's start-up adds listeners that throw again
 * whatever reaches them, so that an application's own could no longer keep the process alive; disposing of a backend
 * removes everybody's.
 */
export async function keepingErrorListeners<T>(start: () => Promise<T>): Promise<T> {
  const before = new Map(events.map((event) => [event, listenersOf(event)]));
  try {
    return await start();
  } finally {
    for (const [event, listeners] of before) restore(event, listeners);
  }
}

const listenersOf = (event: string) => host.listeners(event) as Listener[];

function restore(event: string, before: readonly Listener[]): void {
  const now = listenersOf(event);
  for (const listener of now) if (!before.includes(listener) && rethrows(listener)) host.off(event, listener);
  for (const listener of before) if (!now.includes(listener)) host.on(event, listener);
}

/** By its source, since others may add listeners while a backend starts. */
const rethrows = (listener: Listener) => /\{\s*throw reason;?\s*\}|instanceof ExitStatus/.test(String(listener));

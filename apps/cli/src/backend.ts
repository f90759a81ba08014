import { type BackendReport, useBackend, useBestBackend } from "@crosstilt/backends";
import type { BackendFlags } from "./backend-flags.js";

/** Starts the backend the flags ask for. */
export function startBackend({ backend, threads }: BackendFlags): Promise<BackendReport> {
  return backend ? useBackend(backend, { threads }) : useBestBackend({ threads });
}

/** A report in one line, with what did not start. */
export function describeBackend({ name, why, threads, tried }: BackendReport): string {
  const failures = tried.map((attempt) => `; ${attempt.name} did not start as wanted: ${attempt.failure}`);
  return `${name}, ${threads} ${threads === 1 ? "thread" : "threads"} (${why})${failures.join("")}`;
}

import { setFlagsFromString } from "node:v8";

/**
 * Sets flags of V8 while `compile` runs, and puts them back in reverse: synchronously, so that this thread compiles nothing
 * else in between. The user's own flags stay. For the main thread: flags belong to the process, and of two threads one
 * would put back what the other still needs.
 */
export function withFlags<T>(flags: readonly string[], compile: () => T): T {
  const own = new Set([...process.execArgv, ...(process.env.NODE_OPTIONS ?? "").split(" ")]);
  const changed = flags.filter((flag) => !own.has(flag));
  for (const flag of changed) setFlagsFromString(flag);
  try {
    return compile();
  } finally {
    for (const flag of changed.reverse()) setFlagsFromString(opposite(flag));
  }
}

const opposite = (flag: string) =>
  flag.startsWith("--no-") ? flag.replace("--no-", "--") : flag.replace("--", "--no-");

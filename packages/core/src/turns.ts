/** Milliseconds that long work keeps others waiting. */
const TURN = 8;

/**
 * Runs work that yields now and then, and lets timers, sockets and other work have their turn in between.
 *
 * @example
 * const best = await inTurns(topKSteps(scores, 10));
 */
export async function inTurns<T>(steps: Generator<unknown, T>): Promise<T> {
  for (let begun = performance.now(); ; ) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - begun < TURN) continue;
    await nextTurn();
    begun = performance.now();
  }
}

/**
 * Runs such work to its end at once.
 *
 * @example
 * const best = atOnce(topKSteps(scores, 10));
 */
export function atOnce<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Timers of browsers wait 4 ms, so setImmediate where there is one. */
const nextTurn = (): Promise<void> => new Promise((resolve) => (immediate ?? setTimeout)(resolve));

const immediate: ((resume: () => void) => unknown) | undefined = Reflect.get(globalThis, "setImmediate");

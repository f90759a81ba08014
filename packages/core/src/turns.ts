/** Milliseconds that long work keeps others waiting. */
const TURN = 5;

/**
 * Runs work that yields now and then, and lets timers, sockets and other work have their turn in between. Of several works at a
 * time each gets its turn in order.
 *
 * @example
 * const best = await inTurns(topKSteps(scores, 10));
 */
export async function inTurns<T>(steps: Generator<unknown, T>): Promise<T> {
  for (;;) {
    await nextTurn();
    for (const begun = performance.now(); performance.now() - begun < TURN; ) {
      const { done, value } = steps.next();
      if (done) return value;
    }
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

/** Works that wait for their turn. */
const waiting: (() => void)[] = [];

/**
 * Resolves when it is one's turn: one work at a time, and whatever else the process has to do between two.
 *
 * @example
 * await nextTurn(); // before something that takes long
 */
export const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    if (waiting.push(resolve) === 1) soon(callNext);
  });

function callNext(): void {
  waiting.shift()?.();
  if (waiting.length > 0) soon(callNext);
}

/** Timers of browsers wait 4 ms, so setImmediate where there is one. */
const soon: (resume: () => void) => unknown = Reflect.get(globalThis, "setImmediate") ?? setTimeout;

/** The factor on the learning rate at a step (from 1) of a run of `total` steps. */
export type Schedule = (step: number, total: number) => number;

/** The learning rate as given, throughout. */
export const constant: Schedule = () => 1;

/**
 * Linear warm-up over the first steps, then a half cosine down to `final`.
 *
 * @example
 * const schedule = cosineDecay({ warmup: 100 });
 */
export function cosineDecay({ warmup = 0, final = 0 }: { warmup?: number; final?: number } = {}): Schedule {
  return (step, total) => {
    if (step <= warmup) return step / warmup;
    const progress = (step - warmup) / Math.max(1, total - warmup);
    return final + ((1 - final) * (1 + Math.cos(Math.PI * Math.min(1, progress)))) / 2;
  };
}

/** Linear warm-up, then linear decay to `final`. */
export function linearDecay({ warmup = 0, final = 0 }: { warmup?: number; final?: number } = {}): Schedule {
  return (step, total) => {
    if (step <= warmup) return step / warmup;
    return 1 - (1 - final) * Math.min(1, (step - warmup) / Math.max(1, total - warmup));
  };
}

/** The losses of a run as its `metrics.jsonl` has them. */
export interface RunLog {
  /** Of a pool, the candidate that the losses are of: the last one that was trained. */
  readonly candidate?: string;
  readonly steps: readonly (readonly [step: number, loss: number])[];
  /** Of epochs with validation pairs. */
  readonly validation: readonly (readonly [step: number, loss: number])[];
}

/** Points of a curve that are kept; of more, every so many-th. */
const MOST = 1500;

/** The losses in the text of a `metrics.jsonl`; a last line that was cut off is left out, and what is none of its lines too. */
export function readRunLog(text: string): RunLog {
  const all = text.split("\n").slice(0, -1).flatMap(lineOf);
  const candidate = all.at(-1)?.candidate;
  const lines = all.filter((line) => line.candidate === candidate);
  const points = (type: string, of: string) =>
    lines.flatMap((line): [number, number][] => {
      const [step, loss] = [line.step, line[of]];
      return line.type === type && typeof step === "number" && typeof loss === "number" ? [[step, loss]] : [];
    });
  const of = typeof candidate === "string" ? { candidate } : {};
  return { ...of, steps: thinned(points("step", "loss")), validation: points("epoch", "validationLoss") };
}

function lineOf(text: string): Record<string, unknown>[] {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === "object" && line !== null ? [line as Record<string, unknown>] : [];
  } catch {
    return [];
  }
}

function thinned<T>(points: readonly T[]): readonly T[] {
  const every = Math.ceil(points.length / MOST);
  return points.filter((_, i) => i % every === 0 || i === points.length - 1);
}

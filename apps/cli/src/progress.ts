import { type GenericFormatter, SingleBar } from "cli-progress";

/** What a progress bar shows. */
export interface ProgressUnit {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  readonly examples?: number;
  readonly loss?: number;
}

/** One bar a stage on stderr, with loss, throughput and time left; plain lines when stderr is not a terminal. */
export function createProgress(): { report(unit: ProgressUnit): void; stop(): void } {
  let bar: SingleBar | null = null;
  let stage = "";
  let started = 0;
  let examples = 0;
  let first = 0;
  const begin = (unit: ProgressUnit) => {
    bar?.stop();
    bar = new SingleBar({ stream: process.stderr, format, noTTYOutput: true, notTTYSchedule: 5000, hideCursor: true });
    bar.start(unit.total, unit.done, { stage: unit.stage });
    [stage, started, examples, first] = [unit.stage, performance.now(), 0, unit.done - 1];
  };
  return {
    report(unit) {
      if (unit.stage !== stage) begin(unit);
      examples += unit.examples ?? 0;
      const seconds = (performance.now() - started) / 1000;
      const left = (seconds / Math.max(1, unit.done - first)) * (unit.total - unit.done);
      const throughput = seconds > 0 ? examples / seconds : 0;
      bar?.update(unit.done, { stage: unit.stage, loss: unit.loss, throughput, left });
    },
    stop: () => bar?.stop(),
  };
}

const format: GenericFormatter = (_options, { progress, value, total }, payload) => {
  const width = 24;
  const filled = Math.round(progress * width);
  const parts = [
    `${payload.stage}`.padEnd(20),
    `${"█".repeat(filled)}${"░".repeat(width - filled)} ${value}/${total}`,
    payload.loss === undefined ? "" : `loss ${payload.loss.toFixed(4)}`,
    payload.throughput ? `${Math.round(payload.throughput)}/s` : "",
    payload.left === undefined ? "" : `${duration(payload.left)} left`,
  ];
  return parts.filter(Boolean).join("  ");
};

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

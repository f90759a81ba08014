/** Reports that are kept of a training. */
const MOST = 500;

interface Stepped {
  readonly step: number;
}

/**
 * Reports and the next one. Of many, the one between the nearest neighbours goes, so that a long training is shown whole at
 * the cost of a short one.
 */
export function appended<R extends Stepped>(reports: readonly R[], next: R): readonly R[] {
  const all = [...reports, next];
  return all.length <= MOST ? all : all.toSpliced(mostCrowded(all), 1);
}

function mostCrowded(reports: readonly Stepped[]): number {
  const room = (i: number) => reports[i + 1]!.step - reports[i - 1]!.step;
  let best = 1;
  for (let i = 2; i < reports.length - 1; i += 1) if (room(i) < room(best)) best = i;
  return best;
}

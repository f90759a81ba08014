import type { MeanError } from "./errors.js";
import { paperProcess } from "./settings.js";
import { type Measured, type MethodName, methodTitles, type ProblemResult } from "./study.js";

/** Squared errors up to this are rounding. */
export const EXACT = 1e-20;

/** Errors and times without the encoders, with ratios to the plug-in estimate. */
export function errorsOf({ methods, ...problem }: ProblemResult) {
  const plugIn = methods.plugIn!.errors;
  const row = ({ errors, seconds, spread }: Measured) => ({
    ...errors,
    ...(spread && { spread }),
    timesPlugIn: {
      uGivenV: errors.uGivenV.squared / plugIn.uGivenV.squared,
      vGivenU: errors.vGivenU.squared / plugIn.vGivenU.squared,
    },
    seconds,
  });
  return {
    ...problem,
    methods: Object.fromEntries(Object.entries(methods).map(([name, value]) => [name, row(value)])),
  };
}

/** The table of the reference problem for people. */
export function referenceLines(reference: ProblemResult): string[] {
  const { pairs, dimension, batch, methods } = reference;
  const rows = Object.entries(errorsOf(reference).methods).map(([name, { uGivenV, vGivenU, timesPlugIn, seconds }]) => {
    const columns = [inWords(uGivenV, timesPlugIn.uGivenV), inWords(vGivenU, timesPlugIn.vGivenU)];
    return [methodTitles[name as MethodName].padEnd(21), ...columns.map((text) => text.padEnd(48)), time(seconds)].join(
      "",
    );
  });
  const { uGivenV, vGivenU } = paperProcess.readOffFigures;
  const about = methods.paper ? `; the paper's figures show about ${uGivenV} and ${vGivenU}, squared or root` : "";
  return [
    `E|error|² of the means of u given v and v given u, ${pairs} pairs, n_e = ${dimension}, batch ${batch}${about}:`,
    ...rows,
  ];
}

const inWords = ({ squared, root }: MeanError, times: number): string =>
  squared > EXACT
    ? `${squared.toExponential(2)} (root ${root.toExponential(2)}, ${times.toFixed(times < 10 ? 1 : 0)} x plug-in)`
    : "exact";

const time = (seconds: number): string => `${seconds.toFixed(1)} s`;

import type { Ocean } from "@crosstilt/dataset-ocean/physics";

/** Evaluates a field on the cells of the square, row by row from y = 0 up. */
export interface GridEvaluator {
  readonly cells: number;
  /** ψ at a time into `out [cells²]`. */
  potential(coefficients: ArrayLike<number>, time: number, out: Float32Array): void;
  /** |w| at a time into `out [cells²]`. */
  speed(coefficients: ArrayLike<number>, time: number, out: Float32Array): void;
}

/** An evaluator at the centres of `cells × cells` cells; every mode is a product of a wave in x and one in y. */
export function createGrid({ wavevectors, frequencies }: Ocean, cells: number): GridEvaluator {
  const modes = wavevectors.length;
  const reach = Math.max(...wavevectors.flat().map(Math.abs));
  const cos = (n: number, i: number) => Math.cos((2 * Math.PI * n * (i + 0.5)) / cells);
  const sin = (n: number, i: number) => Math.sin((2 * Math.PI * n * (i + 0.5)) / cells);
  const table = (f: typeof cos) =>
    Array.from({ length: reach + 1 }, (_, n) => Float64Array.from({ length: cells }, (__, i) => f(n, i)));
  const [cosines, sines] = [table(cos), table(sin)];
  const [east, north] = [new Float32Array(cells * cells), new Float32Array(cells * cells)];

  /** Calls `add` for every mode and row with the complex amplitude there. */
  const eachRow = (
    coefficients: ArrayLike<number>,
    time: number,
    add: (k: number, row: number, real: number, imaginary: number) => void,
  ) => {
    for (let k = 0; k < modes; k++) {
      const ky = wavevectors[k]![1];
      const turn = frequencies[k]! * time;
      const [c, s, a, b] = [Math.cos(turn), Math.sin(turn), coefficients[k]!, coefficients[modes + k]!];
      const [real, imaginary] = [a * c - b * s, a * s + b * c];
      const [cy, sy] = [cosines[Math.abs(ky)]!, sines[Math.abs(ky)]!];
      for (let j = 0; j < cells; j++) {
        const sine = ky < 0 ? -sy[j]! : sy[j]!;
        add(k, j * cells, real * cy[j]! - imaginary * sine, real * sine + imaginary * cy[j]!);
      }
    }
  };

  return {
    cells,
    potential(coefficients, time, out) {
      out.fill(0);
      eachRow(coefficients, time, (k, row, real, imaginary) => {
        const kx = wavevectors[k]![0];
        const [cx, sx] = [cosines[kx]!, sines[kx]!];
        for (let i = 0; i < cells; i++) out[row + i]! += real * cx[i]! - imaginary * sx[i]!;
      });
    },
    speed(coefficients, time, out) {
      east.fill(0);
      north.fill(0);
      eachRow(coefficients, time, (k, row, real, imaginary) => {
        const [kx, ky] = wavevectors[k]!;
        const [cx, sx] = [cosines[kx]!, sines[kx]!];
        for (let i = 0; i < cells; i++) {
          const value = 2 * Math.PI * (real * sx[i]! + imaginary * cx[i]!);
          east[row + i]! += ky * value;
          north[row + i]! -= kx * value;
        }
      });
      for (let i = 0; i < out.length; i++) out[i] = Math.hypot(east[i]!, north[i]!);
    },
  };
}

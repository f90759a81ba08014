import { choleskyOf, solveLower } from "./decompositions.js";
import { type Matrix, transpose } from "./matrix.js";
import { type Moments, plugInLaw } from "./moments.js";

/** Rows of both sides, each side of mean zero and covariance I over the samples, `[n, p]` and `[n, q]`. */
export interface WhiteRows {
  readonly x: Matrix;
  readonly y: Matrix;
}

/** Whitens joined rows `[n, p+q]` by the plug-in law of their moments. */
export function whitened(rows: readonly ArrayLike<number>[], moments: Moments, ridge: number): WhiteRows {
  const { uu, vv, mean } = plugInLaw(moments, { ridge });
  const side = (covariance: Matrix, means: readonly number[], from: number) => {
    const columns = means.map((value, j) => rows.map((row) => row[from + j]! - value));
    return transpose(solveLower(choleskyOf(covariance), columns));
  };
  return { x: side(uu, mean.u, 0), y: side(vv, mean.v, mean.u.length) };
}

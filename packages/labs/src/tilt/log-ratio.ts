import type { PairSpread } from "./choice.js";
import type { GridValues, PairLaw } from "./laws.js";
import { type ScalarLaw, scalarNormal } from "./scalar-law.js";

/** Below this log ratio a place counts as empty: densities far out are too small for their logarithm. */
const EMPTY = -60;

/**
 * `log ν(u, v) − log μ_u(u) μ_v(v)` over `[-limit, limit]²`: how much a model lifts or presses down the reference, `s − log Z`. Where
 * the model has no joint law it is `log ν(u | v) − log μ_u(u)`, `s − log Z(v)`.
 */
export function logRatioGrid(law: PairLaw, { spreadU, spreadV }: PairSpread, size: number, limit: number): GridValues {
  const places = Array.from({ length: size }, (_, i) => limit * ((2 * i) / (size - 1) - 1));
  const ratio = (of: ScalarLaw, to: ScalarLaw) => (x: number) =>
    Math.max(EMPTY, Math.log(of.density(x))) - Math.log(to.density(x));
  const [referenceU, referenceV] = [scalarNormal(0, spreadU ** 2), scalarNormal(0, spreadV ** 2)];
  const marginal = law.marginalV ? ratio(law.marginalV, referenceV) : () => 0;
  const values = places.flatMap((v) => {
    const given = ratio(law.uGivenV(v), referenceU);
    return places.map((u) => given(u) + marginal(v));
  });
  return { values, size, limit };
}

import type { GridValues } from "@crosstilt/labs/tilt";
import { Isolines } from "../components/isolines.js";
import type { Scales } from "../components/plot.js";

/** Log ratios at which lines are drawn on either side of zero. */
const levels = [0.5, 1, 2, 4, 8];

/**
 * A tilt `log e^s/Z` over the plane: blue where it lifts the reference, orange where it presses it down, a dashed line where it
 * leaves it as it is.
 */
export function LogRatioLines({ grid, scales }: { grid: GridValues; scales: Scales }) {
  const pressed = { ...grid, values: Array.from(grid.values, (value) => -value) };
  return (
    <>
      <Isolines grid={grid} levels={levels} scales={scales} className="model" />
      <Isolines grid={pressed} levels={levels} scales={scales} className="trained" />
      <Isolines grid={grid} levels={[0]} scales={scales} className="zero" />
    </>
  );
}

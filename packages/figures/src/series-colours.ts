import { demand } from "@crosstilt/formats";
import { palette } from "./theme.js";

/** The colour scale of named series, in their order; refuses more than can be told apart, and equal names. */
export function seriesScale(names: readonly string[], range: readonly string[] = palette) {
  demand(new Set(names).size === names.length, () => ({
    argument: "series",
    expected: "names that differ",
    received: names.join(", "),
  }));
  demand(names.length <= range.length, () => ({
    argument: "series",
    expected: `at most ${range.length}`,
    received: String(names.length),
    remedy: "Divide them among several panels",
  }));
  return { domain: [...names], range: range.slice(0, names.length) };
}

/** A legend above the plot, of lines or of filled squares; none for a single series. */
export function legendFor(names: readonly string[], symbol: "stroke" | "square") {
  if (names.length < 2) return null;
  const look = symbol === "stroke" ? { symbolType: symbol, symbolSize: 240, symbolOpacity: 1 } : { symbolType: symbol };
  return { orient: "top", direction: "horizontal", title: null, columns: 4, offset: 6, ...look };
}

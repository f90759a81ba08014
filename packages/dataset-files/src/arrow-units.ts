import type { TimeUnit } from "@crosstilt/formats";

/** The units of time in Arrow, by their number, and how many of them are in a second. */
export const UNITS: readonly TimeUnit[] = ["s", "ms", "us", "ns"];
export const PER_SECOND: readonly number[] = [1, 1e3, 1e6, 1e9];

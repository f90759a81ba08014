import { demand, describe } from "@crosstilt/core";

const seconds: readonly (readonly [names: RegExp, seconds: number])[] = [
  [/^(milliseconds?|msecs?|ms)$/i, 1e-3],
  [/^(seconds?|secs?|s)$/i, 1],
  [/^(minutes?|mins?)$/i, 60],
  [/^(hours?|hrs?|h)$/i, 3600],
  [/^(days?|d)$/i, 86_400],
];

/** Turns the numbers of a time column into seconds: `value · scale + origin`. */
export interface TimeUnits {
  readonly scale: number;
  /** Seconds since 1970 of the file's zero; 0 where it does not say. */
  readonly origin: number;
}

/**
 * Units such as "seconds", "days since 1950-01-01" or "hours since 2020-02-29 12:00:00 UTC".
 *
 * @throws for other units; `argument` names where they stand.
 * @example
 * timeUnits("days since 1970-01-02", "a.nc, time"); // { scale: 86400, origin: 86400 }
 */
export function timeUnits(text: string, argument: string): TimeUnits {
  const [unit, date] = text.trim().split(/\s+since\s+/i);
  const scale = seconds.find(([names]) => names.test(unit))?.[1];
  const origin = date === undefined ? 0 : dateSeconds(date);
  demand(scale !== undefined && !Number.isNaN(origin), () => ({
    argument,
    expected: 'units such as "seconds", "hours" or "days since 1970-01-01"',
    received: describe(text),
  }));
  return { scale, origin };
}

const pattern =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d*)?))?)?\s*(?:Z|UTC|GMT|[+]00:?00)?$/i;

/** Seconds since 1970 of a date with or without a time of day in UTC; NaN for anything else. */
export function dateSeconds(text: string): number {
  const [, year, month, day, hour = "0", minute = "0", second = "0"] = pattern.exec(text.trim()) ?? [];
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const date = new Date(midnight);
  const real = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  const clock = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 61;
  return real && clock ? midnight / 1000 + 3600 * Number(hour) + 60 * Number(minute) + Number(second) : Number.NaN;
}

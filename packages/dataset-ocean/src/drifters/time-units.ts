import { demand, describe } from "@crosstilt/core";
import { zoneSeconds } from "@crosstilt/formats";
import { type Calendar, calendarOf, daysOf } from "./calendar.js";

const seconds: readonly (readonly [names: RegExp, seconds: number])[] = [
  [/^(nanoseconds?|nanosecs?|nsecs?|ns)$/i, 1e-9],
  [/^(microseconds?|microsecs?|usecs?|us|µs|μs)$/i, 1e-6],
  [/^(milliseconds?|millisecs?|msecs?|ms)$/i, 1e-3],
  [/^(seconds?|secs?|s)$/i, 1],
  [/^(minutes?|mins?|min)$/i, 60],
  [/^(hours?|hrs?|hr|h)$/i, 3600],
  [/^(days?|d)$/i, 86_400],
  [/^(weeks?)$/i, 604_800],
];

/** Turns the numbers of a time column into seconds: `value · scale + origin`. */
export interface TimeUnits {
  readonly scale: number;
  /** Seconds since 1970 of the file's zero, in the calendar of the file; 0 where it does not say. */
  readonly origin: number;
}

/**
 * Units such as "seconds", "days since 1950-01-01" or "hours since 2020-02-29 12:00:00.0 -6:00", in a calendar of the CF
 * conventions (default "standard": Julian before 1582-10-15, Gregorian from then on).
 *
 * @throws for other units and calendars; `argument` names where they stand.
 * @example
 * timeUnits("days since 1970-01-02", "a.nc, time"); // { scale: 86400, origin: 86400 }
 */
export function timeUnits(text: string, argument: string, calendar?: string): TimeUnits {
  const [unit, date] = text.trim().split(/\s+(?:since|after|from|ref)\s+/i);
  const scale = seconds.find(([names]) => names.test(unit!))?.[1];
  const origin = date === undefined ? 0 : dateSeconds(date, calendarOf(calendar, argument));
  demand(scale !== undefined && !Number.isNaN(origin), () => ({
    argument,
    expected: 'units such as "seconds", "hours" or "days since 1970-01-01"',
    received: describe(text),
  }));
  return { scale, origin };
}

const pattern =
  /^(-?\d{1,4})-(\d{1,2})-(\d{1,2})(?:[T\s]+(\d{1,2})(?::(\d{1,2})(?::(\d{1,2}(?:\.\d*)?))?)?)?\s*(Z|UTC|GMT|[+-]?\d{1,2}(?::?\d{2})?)?$/i;

/** Seconds since 1970 of a date with or without a time of day and a zone (default UTC); NaN for anything else. */
export function dateSeconds(text: string, calendar: Calendar = "proleptic_gregorian"): number {
  const [, year, month, day, hour = "0", minute = "0", second = "0", zone = "Z"] = pattern.exec(text.trim()) ?? [];
  const days = daysOf(calendar, Number(year), Number(month), Number(day));
  const clock = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 61;
  if (!clock) return Number.NaN;
  return 86_400 * days + 3600 * Number(hour) + 60 * Number(minute) + Number(second) - zoneSeconds(zone);
}

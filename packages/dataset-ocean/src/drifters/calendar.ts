import { demand, describe } from "@crosstilt/core";

/** Calendars of the CF conventions, under one name each. */
export type Calendar = "standard" | "proleptic_gregorian" | "julian" | "noleap" | "all_leap" | "360_day";

const SYNONYMS: Readonly<Record<string, Calendar>> = {
  standard: "standard",
  gregorian: "standard",
  proleptic_gregorian: "proleptic_gregorian",
  julian: "julian",
  noleap: "noleap",
  "365_day": "noleap",
  all_leap: "all_leap",
  "366_day": "all_leap",
  "360_day": "360_day",
};

/** The calendar of a name of the CF conventions (default "standard"). @throws for others, with `argument`. */
export function calendarOf(name: string | undefined, argument: string): Calendar {
  const found = name === undefined ? "standard" : SYNONYMS[name.toLowerCase()];
  demand(found !== undefined, () => ({
    argument: `${argument}, calendar`,
    expected: `one of ${Object.keys(SYNONYMS).join(", ")}`,
    received: describe(name),
  }));
  return found;
}

const COMMON = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Days from 1970-01-01 of a calendar to a date of it; NaN for dates that it does not have. In "standard", 1582-10-15
 * (Gregorian) follows on 1582-10-04 (Julian).
 *
 * @example
 * daysOf("noleap", 1971, 1, 1); // 365
 */
export function daysOf(calendar: Calendar, year: number, month: number, day: number): number {
  if (calendar === "standard") {
    const place = 10_000 * year + 100 * month + day;
    if (place > 15_821_004 && place < 15_821_015) return Number.NaN;
    if (place < 15_821_015) return julianDays(year, month, day);
  }
  if (calendar === "julian") return julianDays(year, month, day) - julianDays(1970, 1, 1);
  const lengths = COMMON.map((days, i) => (calendar === "360_day" ? 30 : i === 1 ? february(calendar, year) : days));
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= lengths[month - 1]!)) return Number.NaN;
  const within = lengths.slice(0, month - 1).reduce((sum, days) => sum + days, 0) + day - 1;
  return daysBefore(calendar, year) - daysBefore(calendar, 1970) + within;
}

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

function february(calendar: Calendar, year: number): number {
  if (calendar === "all_leap") return 29;
  return calendar !== "noleap" && isLeap(year) ? 29 : 28;
}

/** Days of all years from 1 to before this one. */
function daysBefore(calendar: Calendar, year: number): number {
  const past = year - 1;
  if (calendar === "noleap") return 365 * past;
  if (calendar === "all_leap") return 366 * past;
  if (calendar === "360_day") return 360 * past;
  return 365 * past + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
}

/** Real days from the Gregorian 1970-01-01 to a Julian date. */
function julianDays(year: number, month: number, day: number): number {
  const lengths = COMMON.map((days, i) => (i === 1 && year % 4 === 0 ? 29 : days));
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= lengths[month - 1]!)) return Number.NaN;
  const within = lengths.slice(0, month - 1).reduce((sum, days) => sum + days, 0) + day - 1;
  const past = year - 1;
  // The Julian 0001-01-01 is the Gregorian 0000-12-30.
  return 365 * past + Math.floor(past / 4) + within - 2 - daysBefore("proleptic_gregorian", 1970);
}

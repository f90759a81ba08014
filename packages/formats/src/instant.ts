/** How many of a unit of time are in a second, or how many seconds in one. */
const PER_SECOND = { s: 1n, ms: 1000n, us: 1_000_000n, ns: 1_000_000_000n } as const;

/** Units that instants are counted in. */
export type TimeUnit = keyof typeof PER_SECOND;

const DAY = 86_400n;
/** Days from 1970 that a calendar has dates for. */
const MOST_DAYS = 100_000_000n;

/**
 * The one text of an instant, counted from 1970-01-01 UTC, with all its digits: `2024-05-01` at midnight, otherwise
 * `2024-05-01T12:00:00.000037Z` without zeros at the end of the fraction. Years outside 0–9999 have six digits and a sign;
 * beyond 270 000 years it is the count itself.
 *
 * @example
 * instantText(1_714_564_800_000_037n, "us"); // "2024-05-01T12:00:00.000037Z"
 */
export function instantText(count: bigint, unit: TimeUnit): string {
  const scale = PER_SECOND[unit];
  const seconds = floorDivide(count, scale);
  const days = floorDivide(seconds, DAY);
  if (days > MOST_DAYS || days < -MOST_DAYS) return `${count} ${unit} since 1970`;
  const fraction = String(count - seconds * scale)
    .padStart(String(scale).length - 1, "0")
    .replace(/0+$/, "");
  const date = new Date(Number(days) * 86_400_000).toISOString().split("T")[0]!;
  const clock = Number(seconds - days * DAY);
  if (clock === 0 && fraction === "") return date;
  const [hour, minute, second] = [Math.floor(clock / 3600), Math.floor(clock / 60) % 60, clock % 60].map(twoDigits);
  return `${date}T${hour}:${minute}:${second}${fraction && `.${fraction}`}Z`;
}

const twoDigits = (value: number) => String(value).padStart(2, "0");

function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor < 0n ? quotient - 1n : quotient;
}

const INSTANT =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/;

/**
 * {@link instantText} of a date or instant in the form of ISO 8601 or of a table library, times without a zone in UTC;
 * undefined for any other text.
 *
 * @example
 * instantOf("2024-05-01 14:00:00.000037+02:00"); // "2024-05-01T12:00:00.000037Z"
 */
export function instantOf(text: string): string | undefined {
  const [, date, hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] = INSTANT.exec(text) ?? [];
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const real = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date!);
  if (!real || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const clock = 3600 * Number(hour) + 60 * Number(minute) + Number(second);
  const seconds = midnight / 1000 + clock - zoneSeconds(zone);
  return instantText(BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, "0")), "ns");
}

/** Seconds that clocks of a zone such as `+02:00` or `-6` are ahead; 0 for names, such as Z. */
export function zoneSeconds(zone: string): number {
  const [, sign, hours, minutes = "0"] = /^([+-]?)(\d{1,2}):?(\d{2})?$/.exec(zone) ?? [];
  return hours === undefined ? 0 : (sign === "-" ? -1 : 1) * (3600 * Number(hours) + 60 * Number(minutes));
}

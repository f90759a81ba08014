import { OWN_POINTS, type OwnPath, ownRange } from "@crosstilt/labs/ocean";
import type { Field } from "../state/fields.js";

/** Fewest points that velocities can be read from. */
const FEWEST = 5;

/** The ends of what the address can hold, with a resolution of 5e-6. */
const [LOW, HIGH] = ownRange;
const DIGITS = 4;
const LARGEST = 36 ** DIGITS - 1;

/** A path in the address, four characters a coordinate; empty for none. */
export const pathField: Field<OwnPath | null> = {
  initial: null,
  read: (text) => {
    const groups = /^[0-9a-z]*$/.test(text) ? (text.match(/.{4}/g) ?? []) : [];
    const whole = groups.length * DIGITS === text.length && groups.length % 2 === 0;
    const points = groups.length / 2 - 1;
    if (!whole || points < FEWEST || points > OWN_POINTS) return null;
    return groups.map((group) => LOW + ((HIGH - LOW) * Number.parseInt(group, 36)) / LARGEST);
  },
  write: (path) =>
    (path ?? [])
      .map((value) => Math.round(((value - LOW) / (HIGH - LOW)) * LARGEST))
      .map((whole) => whole.toString(36).padStart(DIGITS, "0"))
      .join(""),
};

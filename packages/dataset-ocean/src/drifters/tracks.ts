import { demand, describe } from "@crosstilt/core";

/** The fixes of one drifter in the order of time. */
export interface DrifterTrack {
  /** Its name in the file; "1" where the file holds a single drifter without one. */
  readonly id: string;
  /** Seconds, since 1970 where the file says when, else since the zero of the file. */
  readonly time: Float64Array;
  /** Degrees east, or the file's own x. */
  readonly x: Float64Array;
  /** Degrees north, or the file's own y. */
  readonly y: Float64Array;
}

/** What a file of drifters holds. */
export interface DrifterTracks {
  /** Longitudes and latitudes in degrees, or places in a plane. */
  readonly coordinates: "geographic" | "plane";
  readonly tracks: readonly DrifterTrack[];
  /** Fixes left out because time or place was missing. */
  readonly missing: number;
}

/** Fixes of all drifters as columns; NaN is missing. */
export interface Fixes {
  readonly coordinates: DrifterTracks["coordinates"];
  readonly id: readonly string[];
  readonly time: ArrayLike<number>;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Names the file and the place of a fix in one of the columns, for refusals. */
  where(fix: number, column: "time" | "x" | "y"): string;
}

/**
 * Fixes sorted into tracks, by id in order of appearance and by time.
 *
 * @throws for places that are not on the globe, for two fixes of a drifter at one time, and when nothing is left.
 */
export function tracksOf(name: string, fixes: Fixes): DrifterTracks {
  const { coordinates, id, time, x, y } = fixes;
  const groups = new Map<string, number[]>();
  let missing = 0;
  for (let fix = 0; fix < id.length; fix++) {
    if (Number.isNaN(time[fix]! + x[fix]! + y[fix]!)) {
      missing += 1;
      continue;
    }
    if (coordinates === "geographic") demandOnGlobe(fixes, fix);
    const group = groups.get(id[fix]!);
    if (group) group.push(fix);
    else groups.set(id[fix]!, [fix]);
  }
  demand(groups.size > 0, () => ({
    argument: name,
    expected: "fixes with time and place",
    received: missing === 0 ? "none" : `${missing}, each with something missing`,
  }));
  const tracks = [...groups].map(([key, group]) => {
    group.sort((a, b) => time[a]! - time[b]!);
    demandNoTwins(fixes, group, key);
    const column = (values: ArrayLike<number>) => Float64Array.from(group, (fix) => values[fix]!);
    return { id: key, time: column(time), x: column(x), y: column(y) };
  });
  return { coordinates, tracks, missing };
}

function demandOnGlobe({ x, y, where }: Fixes, fix: number): void {
  demand(Math.abs(y[fix]!) <= 90, () => ({
    argument: where(fix, "y"),
    expected: "a latitude from -90 to 90 degrees",
    received: describe(y[fix]),
  }));
  demand(Math.abs(x[fix]!) <= 360, () => ({
    argument: where(fix, "x"),
    expected: "a longitude from -360 to 360 degrees",
    received: describe(x[fix]),
  }));
}

function demandNoTwins({ time, where }: Fixes, group: readonly number[], id: string): void {
  const twin = group.find((fix, i) => i > 0 && time[fix] === time[group[i - 1]!]);
  demand(twin === undefined, () => ({
    argument: where(twin!, "time"),
    expected: `a time of its own for every fix of drifter "${id}"`,
    received: "the time of another fix",
    remedy: "Remove the duplicate, or give each drifter its own id",
  }));
}

import { demand } from "@crosstilt/formats";

/** Refuses a figure of nothing. */
export function demandSome(argument: string, items: ArrayLike<unknown>, what = "entry"): void {
  demand(items.length > 0, () => ({ argument, expected: `at least one ${what}`, received: "none" }));
}

/** Refuses entries that no axis can show. */
export function demandFinite(argument: string, numbers: ArrayLike<number>): void {
  for (let i = 0; i < numbers.length; i++) {
    demand(Number.isFinite(numbers[i]), () => ({
      argument: `${argument}[${i}]`,
      expected: "a finite number",
      received: String(numbers[i]),
      remedy: "Leave such points out",
    }));
  }
}

/** Refuses lists that belong together and differ in length. */
export function demandLength(argument: string, items: ArrayLike<unknown>, length: number): void {
  demand(items.length === length, () => ({
    argument,
    expected: `${length} entries`,
    received: String(items.length),
  }));
}

/** Refuses matrices that are empty, ragged or not finite. */
export function demandMatrix(argument: string, rows: readonly ArrayLike<number>[]): void {
  demandSome(argument, rows, "row");
  demandSome(`${argument}[0]`, rows[0]!, "column");
  rows.forEach((row, i) => {
    demandLength(`${argument}[${i}]`, row, rows[0]!.length);
    demandFinite(`${argument}[${i}]`, row);
  });
}

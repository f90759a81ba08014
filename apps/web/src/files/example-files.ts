import { createGenerator } from "@crosstilt/core";
import { gaussianProcess } from "@crosstilt/dataset-gaussian-process";

const PAIRS = 1500;

/** Two CSV files that belong together row by row: noisy values of random fields, and the fields' leading coefficients. */
export function exampleFiles(): { u: File; v: File } {
  const { truth } = gaussianProcess();
  const generator = createGenerator(1).fork("example");
  const coefficients = Array.from({ length: PAIRS }, () => truth.marginalV!.sample(generator));
  const values = coefficients.map((v) => truth.uGivenV.given(v).sample(generator));
  return {
    u: csvFile("field-values.csv", "w", values),
    v: csvFile("field-coefficients.csv", "c", coefficients),
  };
}

function csvFile(name: string, letter: string, rows: readonly (readonly number[])[]): File {
  const header = rows[0]!.map((_, i) => `${letter}${i + 1}`).join(",");
  const lines = rows.map((row) => row.map((value) => value.toPrecision(7)).join(","));
  return new File([`${[header, ...lines].join("\n")}\n`], name, { type: "text/csv", lastModified: 0 });
}

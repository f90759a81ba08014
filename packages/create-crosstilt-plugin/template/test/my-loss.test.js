import { test } from "node:test";
import { useBackend } from "@crosstilt/backends";
import { checkLoss } from "@crosstilt/testing";
import { myLoss } from "../dist/index.js";

/** The loss by plain loops in float64, at the default options. */
function reference({ scores }) {
  const terms = scores.map((row, i) => {
    const logMeanExp = Math.log(row.reduce((sum, s) => sum + Math.exp(s), 0) / row.length);
    return Math.log1p(Math.exp(logMeanExp - row[i] + 0.2));
  });
  return terms.reduce((sum, term) => sum + term, 0) / scores.length;
}

test("my-loss passes the conformance suite on every backend", async () => {
  for (const backend of ["cpu", "wasm"]) await useBackend(backend);
  await checkLoss(myLoss, { reference });
});

// What a trial runs in a process of its own: compiles the wide kernels under the flags it is told, and checks them.
import { text } from "node:stream/consumers";
import { compileBinary } from "./binary.js";
import { enableRelaxedSimd } from "./relaxed.js";
import { agree, isFused } from "./self-check.js";
import type { Trial } from "./trial.js";
import { compileWide } from "./wide.js";

const { flags, kernels }: Trial = JSON.parse(await text(process.stdin));
enableRelaxedSimd();
const equal: boolean[] = [];
for (const shared of [false, true]) {
  const relaxed = await compileBinary({ shared, simd: "relaxed" });
  const wide = compileWide({ shared }, flags, kernels);
  equal.push(await agree(relaxed, wide));
  // Run until they are hot; how fast they are is looked at again at every start.
  await isFused(wide);
}
process.stdout.write(equal.every(Boolean) ? "equal" : "different");

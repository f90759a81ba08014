import { useBackend } from "@crosstilt/backends";
import { mnistSettings, runMnist } from "@crosstilt/experiments";

await useBackend("wasm");
let last = 0;
const r = await runMnist({
  settings: { ...mnistSettings(process.argv[2] ?? "smoke"), ...JSON.parse(process.argv[3] ?? "{}") },
  folder: "/tmp/mnist-run",
  onStep: (s, e) => {
    if (Date.now() - last > 5000) {
      last = Date.now();
      console.error(s, e.step, e.totalSteps, e.loss.toFixed(4), e.epoch);
    }
  },
});
for (const [k, m] of Object.entries(r.models))
  console.log(
    k,
    m.accuracy,
    m.fineTuned?.accuracy,
    m.losses.map((x) => x.toFixed(3)).join(" "),
    m.labels
      .map((l) => `${l.effectiveSampleSize.toFixed(0)}/${l.distinctOf16}/${l.rightClassShare.toFixed(2)}`)
      .join(" "),
  );
console.log(r.seconds);

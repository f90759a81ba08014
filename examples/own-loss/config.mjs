// An own loss in a config. npx crosstilt train examples/own-loss/config.mjs
import { cosine, defineConfig, mlp } from "crosstilt";
import { softMargin } from "./soft-margin.mjs";

const encoder = mlp({ hidden: [64], dimension: 16 });
export default defineConfig({
  data: { u: process.env.U ?? "u.npy", v: process.env.V ?? "v.npy" },
  encoders: { u: encoder, v: encoder },
  metric: cosine({ temperature: 0.2 }),
  loss: softMargin({ margin: 0.1 }),
  training: { epochs: 5 },
  plugins: ["./soft-margin.mjs"],
});

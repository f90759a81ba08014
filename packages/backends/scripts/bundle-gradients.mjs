// tfjs-core keeps its gradients in a module that plain Node cannot load; this bundles it into one that it can.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const core = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-core/package.json"));
await build({
  entryPoints: [join(core, "dist/register_all_gradients.js")],
  outfile: "dist/gradients.js",
  bundle: true,
  minify: true,
  format: "esm",
  platform: "neutral",
  mainFields: ["module", "main"],
  logLevel: "warning",
});

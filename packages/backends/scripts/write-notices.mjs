// What this package redistributes of others, and under which terms.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);
const redistributed = {
  "@tensorflow/tfjs-core": "dist/gradients.js",
  "@tensorflow/tfjs-backend-wasm": "dist/tfjs-binary.js",
};
const parts = Object.entries(redistributed).map(async ([name, file]) => {
  const { version, license } = JSON.parse(await readFile(resolve(`${name}/package.json`), "utf8"));
  if (license !== "Apache-2.0") throw new Error(`${name}: expected the license Apache-2.0, received ${license}`);
  return `${file} is made of ${name} ${version}, Copyright Google LLC, under the Apache License 2.0.`;
});
const terms = await readFile(new URL("apache-2.0.txt", import.meta.url), "utf8");
await mkdir("dist", { recursive: true });
await writeFile("dist/THIRD-PARTY-NOTICES.txt", `${(await Promise.all(parts)).join("\n")}\n\n${terms}`);

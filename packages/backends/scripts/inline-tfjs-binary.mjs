// Bundlers leave tfjs's .wasm file behind (404 in the page); as a module of its own it goes where the code goes.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);
const bytes = await readFile(resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm"));
await mkdir("dist", { recursive: true });
await writeFile("dist/tfjs-binary.js", `export const tfjsBinary = "${bytes.toString("base64")}";\n`);

import * as build from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js";
import { type EmscriptenFactory, withBridge } from "./bridge.js";
import type { WasmModule } from "./heap.js";

/** tfjs's module from its binary in this package: no file that a bundler or a server could leave out. */
export async function loadInlineModule(): Promise<WasmModule> {
  const { tfjsBinary } = await import("#tfjs-binary");
  const wasmBinary = Uint8Array.from(atob(tfjsBinary), (character) => character.charCodeAt(0));
  return withBridge(await factory({ wasmBinary }));
}

// A CommonJS file, which some bundlers give as the default of a module and some as the module.
const factory = ("default" in build ? build.default : build) as unknown as EmscriptenFactory;

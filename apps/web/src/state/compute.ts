import { choiceField } from "./fields.js";

/** What can train a model in a browser. */
export type Compute = "wasm" | "webgpu";

/** Where to train; wasm is everywhere. */
export const computeField = choiceField<Compute>("wasm", ["wasm", "webgpu"]);

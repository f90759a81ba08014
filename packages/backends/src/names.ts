/** Every backend name. */
export const backendNames = ["wasm", "cpu", "node", "webgpu"] as const;

/** A backend by the name users type. */
export type BackendName = (typeof backendNames)[number];

/** tfjs's SIMD build of its wasm backend, in base64; written by scripts/inline-tfjs-binary.mjs. */
export declare const tfjsBinary: string;

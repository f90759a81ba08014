import * as binaries from "#binaries";

/** A module with one `f32x4.relaxed_madd`: valid exactly where relaxed SIMD is available. */
const relaxedProbe = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 8, 1, 96, 3, 123, 123, 123, 1, 123, 3, 2, 1, 0, 10, 13, 1, 11, 0, 32, 0, 32, 1, 32, 2,
  253, 133, 2, 11,
]);

/**
 * Whether this engine runs relaxed SIMD (fused multiply-add, a third faster).
 * In Node 20 call `enableRelaxedSimd` of `@crosstilt/kernels-wasm/node` first.
 *
 * @example supportsRelaxedSimd(); // true in current browsers
 */
export function supportsRelaxedSimd(): boolean {
  return WebAssembly.validate(relaxedProbe);
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** The compiled kernels for a kind of memory and arithmetic. */
export function compileBinary(options: { shared: boolean; relaxed: boolean }): Promise<WebAssembly.Module> {
  const { plain, relaxed, plainShared, relaxedShared } = binaries;
  const [own, threaded] = options.relaxed ? [relaxed, relaxedShared] : [plain, plainShared];
  return WebAssembly.compile(decode(options.shared ? threaded : own));
}

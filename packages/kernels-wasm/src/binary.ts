import { refusal } from "@crosstilt/formats/refusal";
import * as binaries from "#binaries";

/**
 * Arithmetic of a binary: 128-bit vectors ("plain"), with fused multiply-add ("relaxed"), or that in pairs of neighbours which
 * V8 can fuse to 256 bits ("wide", see `chooseBinary` of `@crosstilt/kernels-wasm/node`).
 */
export type Simd = "plain" | "relaxed" | "wide";

/** Compiled kernels, good for any number of instances and threads. */
export interface KernelBinary {
  readonly simd: Simd;
  /** Whether it is for shared memory. */
  readonly shared: boolean;
  readonly module: WebAssembly.Module;
}

export interface BinaryOptions {
  /** For shared memory; default false. */
  shared?: boolean;
  /** Default "auto": relaxed where the engine has it. */
  simd?: "auto" | "plain" | "relaxed";
}

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

/** The bytes of a binary of scripts/build.mjs. */
export function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/**
 * Compiles the kernels for a kind of memory and arithmetic, for `createKernels` and `createKernelPool`.
 *
 * @throws CrosstiltError when `simd: "relaxed"` is asked of an engine without relaxed SIMD.
 * @example const kernels = await createKernels({ ...heap, binary: await compileBinary({ simd: "plain" }) });
 */
export async function compileBinary({ shared = false, simd = "auto" }: BinaryOptions = {}): Promise<KernelBinary> {
  const available = supportsRelaxedSimd();
  if (simd === "relaxed" && !available)
    throw refusal({
      argument: "compileBinary: simd",
      expected: "what this engine has",
      received: '"relaxed", which it has not',
      remedy: 'Use "auto", or enableRelaxedSimd() in Node 20',
    });
  const { plain, relaxed, plainShared, relaxedShared } = binaries;
  const chosen = simd === "auto" ? (available ? "relaxed" : "plain") : simd;
  const [own, threaded] = chosen === "relaxed" ? [relaxed, relaxedShared] : [plain, plainShared];
  return { simd: chosen, shared, module: await WebAssembly.compile(decode(shared ? threaded : own)) };
}

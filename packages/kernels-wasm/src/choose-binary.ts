import { refusal } from "@crosstilt/formats/refusal";
import { compileBinary, type KernelBinary, type Simd } from "./binary.js";
import { type Host, thisHost } from "./host.js";
import { permission } from "./permission.js";
import { enableRelaxedSimd } from "./relaxed.js";
import { agree, isFused } from "./self-check.js";
import { compileWide } from "./wide.js";

export interface ChooseBinaryOptions {
  /** For shared memory; default false. */
  shared?: boolean;
  /** At most this; default the environment's CROSSTILT_SIMD, else "wide". */
  simd?: Simd;
}

/** Kernels, and why they are no wider. */
export interface ChosenBinary extends KernelBinary {
  /** Why they are not "wide", in words that follow "since"; undefined where they are. */
  readonly limit?: string;
}

/**
 * The fastest kernels of this process. "wide" ones, on 256-bit vectors, need V8 of Node 24 or newer on x64, in a version
 * that is among the tested ones or passed `tryEngine`; they are used where a self-check finds them fused and equal to the
 * relaxed ones in every bit, which takes a tenth of a second.
 *
 * @throws CrosstiltError when `simd` is none of "plain", "relaxed" and "wide".
 * @example
 * const kernels = await createKernelPool({ ...heap, threads: 2, binary: await chooseBinary({ shared: true }) });
 */
export const chooseBinary = (options: ChooseBinaryOptions = {}): Promise<ChosenBinary> =>
  chooseBinaryOn(thisHost(), options);

/** `chooseBinary` as on another host. */
export async function chooseBinaryOn(host: Host, options: ChooseBinaryOptions = {}): Promise<ChosenBinary> {
  const { shared = false, simd = process.env.CROSSTILT_SIMD || "wide" } = options;
  if (simd !== "plain" && simd !== "relaxed" && simd !== "wide")
    throw refusal({
      argument: "chooseBinary: simd (or CROSSTILT_SIMD)",
      expected: '"plain", "relaxed" or "wide"',
      received: String(simd),
    });
  const asked = `simd (or CROSSTILT_SIMD) is "${simd}"`;
  if (simd === "plain") return { ...(await compileBinary({ shared, simd })), limit: asked };
  if (!enableRelaxedSimd(host)) {
    const limit = `V8 ${host.v8} of Node ${host.node} has no relaxed SIMD, or hides it behind a flag not tested there`;
    return { ...(await compileBinary({ shared, simd: "plain" })), limit };
  }
  const relaxed = await compileBinary({ shared, simd: "relaxed" });
  if (simd === "relaxed") return { ...relaxed, limit: asked };
  const { flags, limit } = permission(host);
  if (!flags) return { ...relaxed, limit };
  const wide = compileWide({ shared }, flags);
  if (!(await agree(relaxed, wide))) return { ...relaxed, limit: "wider kernels gave other numbers in a self-check" };
  return (await isFused(wide)) ? wide : { ...relaxed, limit: "a self-check found that V8 fuses none of them here" };
}

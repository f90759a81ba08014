import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus, xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { demand, describe } from "./errors.js";

/** What {@link Generator.state} saves: the words of the engine and the spare normal, if any. */
export interface GeneratorState {
  readonly words: readonly number[];
  readonly spare: number | null;
}

/** A seeded source of randomness; the same seed gives the same numbers on every machine. */
export interface Generator {
  /** Uniform on [0, 1). */
  uniform(): number;
  /** Standard normal, by Marsaglia's polar method. */
  normal(): number;
  /** Uniform on 0, …, bound − 1. */
  integer(bound: number): number;
  /** A uniformly random permutation of 0, …, n − 1 (Fisher–Yates). */
  permutation(n: number): Int32Array;
  /** An independent generator for a named purpose; does not advance this one. */
  fork(label: string | number): Generator;
  /** The state to hand to {@link restoreGenerator}, as plain data. */
  state(): GeneratorState;
}

/**
 * A generator from an integer seed.
 *
 * @example
 * const generator = createGenerator(1);
 * const noise = Float32Array.from({ length: 8 }, () => generator.normal());
 */
export function createGenerator(seed: number): Generator {
  demand(Number.isSafeInteger(seed), () => ({ argument: "seed", expected: "an integer", received: describe(seed) }));
  return wrap(xoroshiro128plus(mix(seed | 0, Math.floor(seed / 2 ** 32) | 0)), null);
}

/** The generator whose `state()` was saved, at the same place in its sequence. */
export function restoreGenerator({ words, spare }: GeneratorState): Generator {
  return wrap(xoroshiro128plusFromState(words), spare);
}

function wrap(engine: RandomGenerator, initialSpare: number | null): Generator {
  let spare = initialSpare;
  const uniform = () => uniformFloat64(engine);
  const integer = (bound: number) => uniformInt(engine, 0, bound - 1);

  function normal(): number {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    let x: number;
    let y: number;
    let square: number;
    do {
      x = 2 * uniform() - 1;
      y = 2 * uniform() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt((-2 * Math.log(square)) / square);
    spare = y * factor;
    return x * factor;
  }

  function permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = integer(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  }

  const fork = (label: string | number) =>
    wrap(xoroshiro128plus(engine.getState().reduce((hash, word) => mix(hash, word), hashText(String(label)))), null);

  return { uniform, normal, integer, permutation, fork, state: () => ({ words: engine.getState(), spare }) };
}

/** 32-bit avalanche of two words (constants of MurmurHash3's finaliser). */
function mix(a: number, b: number): number {
  let hash = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x27d4eb2f);
  return (hash ^ (hash >>> 16)) | 0;
}

function hashText(text: string): number {
  let hash = 0;
  for (const character of text) hash = mix(hash, character.codePointAt(0)!);
  return hash;
}

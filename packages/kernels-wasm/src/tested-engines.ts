/** What one version of V8 is told so that it compiles the kernels well. */
export interface TestedEngine {
  /** Its version, without patches. */
  readonly v8: string;
  /** The Node it comes with. */
  readonly node: number;
  /** The flag that shows relaxed SIMD, where a flag hides it. */
  readonly relaxed?: string;
  /** The flags under which it fuses neighbouring operations, in the order they are set; absent where it cannot. */
  readonly wide?: readonly string[];
}

/** The first fuses, the others have everything compiled by the optimising compiler at once. */
const fusing = ["--experimental-wasm-revectorize", "--no-liftoff", "--no-wasm-lazy-compilation"];
/** As of V8 14 inlining aborts the process where the first compiler left no feedback. */
const fusingWithoutInlining = ["--no-wasm-inlining", ...fusing];

/**
 * The engines on which every test of the kernels has passed, oldest first: flags of V8 are set for no others.
 * To extend the list add a line, run `npm run test:nodes -- <version of Node>`, and keep the line if everything passes.
 */
export const testedEngines: readonly TestedEngine[] = [
  { v8: "11.3", node: 20, relaxed: "--experimental-wasm-relaxed-simd" },
  { v8: "12.4", node: 22 },
  { v8: "12.9", node: 23 },
  { v8: "13.6", node: 24, wide: fusing },
  { v8: "14.1", node: 25, wide: fusingWithoutInlining },
  { v8: "14.6", node: 26, wide: fusingWithoutInlining },
];

/** The entry of an engine, by all of V8's version; none for a V8 that others than Node have built. */
export function testedEngine(version: string): TestedEngine | undefined {
  return testedEngines.find(({ v8 }) => isOfNode(version) && version.startsWith(`${v8}.`));
}

/** Node marks its own builds of V8: "13.6.233.17-node.53". */
export const isOfNode = (version: string): boolean => /^\d+\.\d+\..*-node\.\d+$/.test(version);

/** The oldest tested engine that fuses, and the newest: flags of the latter are what a later one may be tried with. */
export function fusingEngines() {
  const engines = testedEngines.filter(({ wide }) => wide);
  return { first: engines.at(0)!, last: engines.at(-1)! };
}

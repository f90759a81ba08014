import { testedEngines } from "@crosstilt/kernels-wasm/node";
import { readManifest } from "./manifest.js";

/** The first Node that computes on 256-bit vectors, on x64. */
const recommended = testedEngines.find(({ wide }) => wide)!.node;

/** A version of Node beside those that crosstilt supports and is tested on. */
export function describeNode(version = process.versions.node) {
  const [major, minor] = numbersOf(version);
  const [leastMajor, leastMinor] = numbersOf(readManifest().engines.node.replace(">=", ""));
  return {
    node: `v${version}`,
    nodeSupported: major > leastMajor || (major === leastMajor && minor >= leastMinor),
    nodeFloor: `${leastMajor}.${leastMinor}`,
    nodeTested: testedEngines.some(({ node }) => node === major),
    nodesTested: testedEngines.map(({ node }) => node),
    nodeRecommended: recommended,
  };
}

/** The same in words that follow the version. */
export function adviceOnNode(version?: string): string {
  const { nodeSupported, nodeFloor, nodeTested, nodesTested } = describeNode(version);
  const better = `${recommended} or newer is recommended`;
  if (!nodeSupported) return `too old: install Node ${nodeFloor} or newer; ${better}`;
  const tested = `tested are ${nodesTested.slice(0, -1).join(", ")} and ${nodesTested.at(-1)}`;
  return nodeTested ? `${tested}; ${better}` : `not tested: ${tested}; ${better}`;
}

const numbersOf = (version: string) => version.split(".").map(Number) as [number, number];

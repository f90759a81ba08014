import { type Host, thisHost } from "../src/host.js";
import { testedEngines } from "../src/tested-engines.js";

/** This host with an engine that nobody has built yet. */
export const futureHost: Host = { ...thisHost(), node: "v99.1.0", v8: "99.1.200.7-node.3", arch: "x64" };

/** This processor's host with the tested engine of a Node. */
export function hostOfNode(node: number): Host {
  const { v8 } = testedEngines.find((engine) => engine.node === node)!;
  return { ...futureHost, node: `v${node}.0.0`, v8: `${v8}.1.2-node.3` };
}

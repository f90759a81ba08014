import { refusal } from "@crosstilt/core";

/** What `useNode` is outside of Node, so that bundles for browsers hold nothing of it. */
export async function useNode(): Promise<number> {
  throw refusal({
    argument: 'backend "node"',
    expected: "Node",
    received: "a browser",
    remedy: "Use the wasm backend",
  });
}

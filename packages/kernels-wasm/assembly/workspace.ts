// A few hundred bytes of the heap that belong to this instance: the edge tile, a row of zeros, and constants.
// Constants lie in memory because V8 forms a constant vector anew, in several instructions, wherever one is used, while a
// broadcast from memory is one; in the hot loops of exponentials that halves the time, with 256-bit vectors it quarters it.
import { panelRow } from "./panel";

/** Tiles that stick out of the matrix are formed here; between products it is free. */
export let edge: usize = 0;
const edgeBytes: usize = 4 * panelRow;
/** Where the constants of exponential.ts lie, 2^f first. */
export let constants: usize = 0;
const constantBytes: usize = 64;

export const workspaceBytes: i32 = <i32>(edgeBytes + panelRow + constantBytes);

/** Hands the instance its private bytes. */
export function initialise(workspace: usize): void {
  edge = workspace;
  memory.fill(zeroRow(), 0, panelRow);
  constants = workspace + edgeBytes + panelRow;
  // 2^f on [-1/2, 1/2], see exponential.ts.
  store<f32>(constants, -126);
  store<f32>(constants, 12582912, 4);
  store<f32>(constants, 0.00015453162942118066, 8);
  store<f32>(constants, 0.0013390863364648252, 12);
  store<f32>(constants, 0.009618082557285997, 16);
  store<f32>(constants, 0.05550357114219126, 20);
  store<f32>(constants, 0.2402265076056809, 24);
  store<f32>(constants, 0.6931471880262288, 28);
  store<f32>(constants, 1, 32);
}

@inline
export function zeroRow(): usize {
  return edge + edgeBytes;
}

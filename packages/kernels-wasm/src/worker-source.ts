/**
 * What a thread of the pool runs, as text: a worker file would have to be found by every bundler and test runner.
 * It sleeps until its generation word changes, runs the function its slot names, and counts itself off.
 */
export const workerSource = `
const { parentPort, workerData } = require("node:worker_threads");
const { module, memory, control, workspace, slot, patience } = workerData;
const { words, numbers, argumentCount, pending } = slot;
const integers = new Int32Array(control);
const floats = new Float64Array(control);
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
const functions = Object.values(exports);
exports.initialise(workspace);
parentPort.postMessage("ready");
for (let seen = 0; ; ) {
  for (let i = 0; i < patience && Atomics.load(integers, words) === seen; i++);
  Atomics.wait(integers, words, seen);
  seen = Atomics.load(integers, words);
  try {
    const values = floats.subarray(numbers, numbers + integers[words + 2]);
    floats[numbers + argumentCount] = Number(functions[integers[words + 1]](...values) ?? 0);
    integers[words + 3] = 0;
  } catch {
    integers[words + 3] = 1;
  }
  if (Atomics.sub(integers, pending, 1) === 1) Atomics.notify(integers, pending);
}
`;

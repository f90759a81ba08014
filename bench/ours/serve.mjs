// Our side: `node serve.mjs KIND THREADS [BACKEND]`, then requests as of contestant.mjs on stdin.
import { createInterface } from "node:readline";

const [kind, threads, backend = "wasm"] = process.argv.slice(2);
const file = kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const { prepare } = await import(`./${file}.mjs`);
let task;

const answers = {
  async prepare({ size }) {
    task = await prepare(size, Number(threads), backend);
    // The memory of the work is meant, not of how its data was made.
    globalThis.gc?.();
    return { threads: task.threads };
  },
  async run() {
    const started = performance.now();
    await task.run();
    return { ms: (performance.now() - started) * (task.factor ?? 1) };
  },
  finish: () => ({ memoryMB: task.memoryMB ?? process.resourceUsage().maxRSS / 1024 }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { request, ...details } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(await answers[request](details))}\n`);
}

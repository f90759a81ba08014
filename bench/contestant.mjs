// A process that prepares a piece of work and then times it whenever asked: one JSON object a line, in and out.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * Starts a process; resolves to null with the reason when it cannot do the work.
 * `ask("prepare", …)` answers { peer }, `ask("run")` { ms }, `ask("finish")` { memoryMB }.
 */
export async function startContestant(command, args, threads) {
  // Libraries read their thread settings once, before they start.
  const names = ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NPROC"];
  const settings = Object.fromEntries(names.map((name) => [name, String(threads)]));
  const jax = threads === 1 ? { XLA_FLAGS: "--xla_cpu_multi_thread_eigen=false" } : {};
  const env = { ...process.env, ...settings, ...jax };
  const child = spawn(command, args, { env, stdio: ["pipe", "pipe", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (text) => (complaint += text));
  const failed = new Promise((_, reject) => {
    child.once("error", (error) => reject(new Error(`${command}: ${error.message}`)));
    child.once("close", () => reject(new Error(lastLine(complaint) || `${command} ended`)));
  });
  failed.catch(() => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (request, details = {}) => {
    child.stdin.write(`${JSON.stringify({ request, ...details })}\n`);
    const answer = await Promise.race([lines.next(), failed]);
    if (answer.done) return failed;
    return JSON.parse(answer.value);
  };
  return { ask, stop: () => child.kill() };
}

const lastLine = (text) => text.trim().split("\n").at(-1);

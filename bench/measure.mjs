import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startContestant } from "./contestant.mjs";

/** Milliseconds for idle threads of one contestant to stop spinning before the next is timed. */
const SETTLE = 20;

/** Compilers and caches warm up for so many runs, or so many milliseconds, whichever comes first. */
const WARM_UP = { runs: 100, milliseconds: 1500 };

const path = (file) => fileURLToPath(new URL(file, import.meta.url));

/** The rows of a piece of work on so many threads: one a peer, or one without a peer. */
export async function measure(task, threads, python) {
  const { kind, size, data, peers } = task;
  const entrants = {
    ours: [process.execPath, ["--expose-gc", path("ours/serve.mjs"), kind, String(threads)]],
    ...Object.fromEntries(peers.map((peer) => [peer, [python, [path(`peers/${peer}.py`)]]])),
  };
  const running = {};
  const missing = {};
  for (const [name, command] of Object.entries(entrants)) {
    const contestant = await startContestant(...command, threads);
    try {
      running[name] = {
        ...contestant,
        ...(await contestant.ask("prepare", { kind, size: { ...size, ...data?.() } })),
        times: [],
      };
      await warmUp(running[name]);
    } catch (error) {
      delete running[name];
      if (name === "ours") throw error;
      missing[name] = error.message;
    }
  }
  for (let i = 0; i < task.repetitions; i++) await interleave(Object.values(running), threads);
  const { memoryMB } = await running.ours.ask("finish");
  for (const { stop } of Object.values(running)) stop();
  return rowsOf(task, threads, running, missing, memoryMB);
}

async function warmUp({ ask }) {
  const started = performance.now();
  for (let i = 0; i < WARM_UP.runs; i++) {
    await ask("run");
    if (performance.now() - started > WARM_UP.milliseconds) return;
  }
}

async function interleave(contestants, threads) {
  for (const { ask, times } of contestants) {
    times.push((await ask("run")).ms);
    if (threads > 1) await pause(SETTLE);
  }
}

function rowsOf({ name, peers, target }, threads, { ours, ...present }, missing, memoryMB) {
  const common = { name, ours: median(ours.times), threads: ours.threads ?? threads };
  const memory = memoryMB === null ? null : Math.round(memoryMB);
  if (peers.length === 0) return [{ ...alone, ...common, memoryMB: memory }];
  return peers.map((peer) => {
    const time = present[peer] ? median(present[peer].times) : null;
    return {
      ...{ name: common.name, ours: common.ours, peer: time },
      peerName: present[peer]?.peer ?? `${peer} (missing: ${missing[peer]})`,
      threads: common.threads,
      ratio: time && common.ours / time,
      target: target[peer] ?? null,
      memoryMB: memory,
    };
  });
}

/** Of work that no peer does. */
const alone = { peer: null, peerName: null, ratio: null, target: null };

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

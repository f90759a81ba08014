import { type ChildProcess, fork } from "node:child_process";
import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { CrosstiltError, refusal } from "@crosstilt/core";
import { type ForeignAnswer, type ForeignTask, receivedTable } from "./foreign.js";
import type { Table } from "./table.js";

/** Seconds in which an answer must come, those to start, and bytes of the file that give one more: far more than any needs. */
const [PATIENCE, START, BYTES_A_SECOND] = [2, 3, 2 ** 18];
/** Milliseconds; what a machine sleeps through does not count. */
const TICK = 100;
/** MiB of memory that a process may always use, beside numbers in arrays, and for each MiB of the file. */
const [ALWAYS_ALLOWED, PER_MEBIBYTE] = [1024, 32];

interface Reader {
  readonly child: ChildProcess;
  readonly mebibytes: number;
  /** Whether it has yet to start. */
  readonly isNew: boolean;
}

/** A process that waits for its next file; it does not keep this one alive, and ends with it. */
let idle: Reader | undefined;

/**
 * Reads a file of a format of others in a process of its own, so that no damaged file can stop or end this one, which answers
 * to Ctrl-C meanwhile: a process that takes far too long for its file, or runs out of memory, is ended, and the file refused.
 */
export async function* readInProcess(task: ForeignTask): AsyncGenerator<Table> {
  const size = task.options.bytes?.length ?? (await stat(task.path).catch(() => ({ size: 0 }))).size;
  const reader = readerWith(ALWAYS_ALLOWED + Math.ceil((PER_MEBIBYTE * size) / 2 ** 20));
  const { child } = reader;
  const answers = answersOf(child, task.path, PATIENCE + (reader.isNew ? START : 0) + size / BYTES_A_SECOND);
  let isDone = false;
  try {
    child.send(task);
    for (;;) {
      const answer = await answers.next();
      if ("table" in answer) {
        yield receivedTable(answer.table);
        child.send("next");
        continue;
      }
      isDone = true;
      if ("error" in answer) throw errorOf(answer.error);
      return;
    }
  } finally {
    answers.stop();
    if (isDone) rest(reader);
    else child.kill("SIGKILL");
  }
}

/** The process that waits, if it may use as much memory, or a new one. */
function readerWith(mebibytes: number): Reader {
  const waiting = idle;
  idle = undefined;
  if (waiting?.child.connected && waiting.mebibytes >= mebibytes) {
    waiting.child.ref();
    waiting.child.channel?.ref();
    return waiting;
  }
  waiting?.child.kill();
  const child = fork(fileURLToPath(new URL("./foreign-child.js", import.meta.url)), {
    execArgv: [`--max-old-space-size=${mebibytes}`],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  return { child, mebibytes, isNew: true };
}

/** Lets a process wait for its next file. */
function rest(reader: Reader): void {
  const { child } = reader;
  if (idle) {
    child.kill();
    return;
  }
  child.unref();
  child.channel?.unref();
  idle = { ...reader, isNew: false };
}

function errorOf({ message, code, isRefusal }: Extract<ForeignAnswer, { error: unknown }>["error"]): Error {
  return Object.assign(isRefusal ? new CrosstiltError(message) : new Error(message), code ? { code } : {});
}

/** The answers of a process, each within so many seconds of being waited for. */
function answersOf(child: ChildProcess, path: string, seconds: number) {
  const ready: ForeignAnswer[] = [];
  let failure: Error | undefined;
  let wake = () => {};
  const receive = (answer: unknown) => {
    ready.push(answer as ForeignAnswer);
    wake();
  };
  const fail = (why: string) => {
    failure ??= unreadable(path, why);
    wake();
  };
  const crash = ({ message }: Error) => fail(message);
  const exit = () => fail("the process that read it ended, perhaps for lack of memory");
  child.on("message", receive).on("error", crash).on("exit", exit);
  return {
    async next(): Promise<ForeignAnswer> {
      let ticks = 0;
      const timer = setInterval(() => {
        ticks += 1;
        if (ticks * TICK > 1000 * seconds) fail(`it kept its decoder busy for ${Math.round(seconds)} s`);
      }, TICK);
      try {
        while (ready.length === 0 && !failure)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      } finally {
        clearInterval(timer);
      }
      const answer = ready.shift();
      if (answer) return answer;
      throw failure;
    },
    stop: () => void child.off("message", receive).off("error", crash).off("exit", exit),
  };
}

const unreadable = (path: string, why: string): Error =>
  refusal({
    argument: path,
    expected: "a complete file",
    received: `one that cannot be read: ${why}`,
    remedy: "The file is damaged; write it again",
  });

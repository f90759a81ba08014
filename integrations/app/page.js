import { train } from "./train.js";

const report = (result) => {
  globalThis.result = { ...globalThis.result, ...result };
};
const failed = (where) => (error) => report({ [where]: { error: String(error?.stack ?? error) } });

train().then((page) => report({ page }), failed("page"));
const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
worker.onmessage = ({ data }) => report({ worker: data });
worker.onerror = ({ message }) => failed("worker")(message);

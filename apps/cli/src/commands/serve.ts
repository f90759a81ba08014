import { createWriteStream } from "node:fs";
import { refusal } from "@crosstilt/core";
import { readBytes } from "@crosstilt/formats/node";
import {
  disposeModel,
  embedFile,
  followGallery,
  ownGallery,
  type Run,
  type SearchedGallery,
  type ServedModel,
  type ServeOptions,
  type Service,
  serve,
  wordGallery,
} from "@crosstilt/project";
import { Command } from "commander";
import { integerAtLeast } from "../integer.js";
import { galleryOf } from "../open-gallery.js";
import { note, print } from "../output.js";
import { addRunFlags, type RunFlags, startRun } from "../project-flags.js";

interface ServeFlags extends RunFlags {
  readonly index?: readonly string[];
  readonly classes?: string;
  readonly host: string;
  readonly port: number;
  readonly maxBody: number;
  readonly maxSamples: number;
  readonly maxRequests: number;
  readonly maxWork: number;
  readonly maxRate?: number;
  readonly tokenFile?: string;
  readonly auth: boolean;
  readonly tlsKey?: string;
  readonly tlsCert?: string;
  readonly cors?: string;
  readonly accessLog?: string;
}

/** `crosstilt serve RUN`: answers over HTTP with JSON until it is told to stop. */
export function serveCommand(): Command {
  const command = new Command("serve")
    .description(
      "Answer retrieval and classification over HTTP with JSON; on this machine alone unless told otherwise.",
    )
    .argument("<run>", "folder of the run")
    .option("--index <folder...>", "what to search, from: crosstilt index (default: the run's own data, exactly)")
    .option("--classes <source>", "classes: FILE:NAMES, or a folder of: crosstilt finetune (default: a side of words)")
    .option("--host <address>", "address to listen on; 0.0.0.0 lets other machines ask", "127.0.0.1")
    .option("--port <integer>", "port to listen on; 0 takes one that is free", integerAtLeast(0), 8080)
    .option("--max-body <bytes>", "largest request", integerAtLeast(1), 2 ** 20)
    .option("--max-samples <integer>", "most samples in a request", integerAtLeast(1), 64)
    .option("--max-requests <integer>", "most requests at a time", integerAtLeast(1), 256)
    .option(
      "--max-work <products>",
      "most work at a time: samples times entries times dimension",
      integerAtLeast(1),
      2 ** 35,
    )
    .option("--max-rate <integer>", "most requests a second of one address (default: no limit)", integerAtLeast(1))
    .option("--token-file <file>", "tokens of who may ask, one a line (or in the variable CROSSTILT_TOKEN)")
    .option("--no-auth", "answer everybody who reaches --host, without tokens")
    .option("--tls-key <file>", "private key for https, as PEM")
    .option("--tls-cert <file>", "certificate for https, as PEM")
    .option("--cors <origin>", "web pages of this origin may ask, such as https://example.org")
    .option("--access-log <file>", "append a line of JSON for each answer; - for stderr");
  return addRunFlags(command).action(async (folder: string, flags: ServeFlags) => {
    // Requests are small, and soonest done by one thread.
    const run = await startRun(folder, { threads: 1, ...flags });
    const { host, port, maxBody, maxSamples, maxRequests, maxWork, maxRate = Number.POSITIVE_INFINITY, cors } = flags;
    const limits = {
      bodyBytes: maxBody,
      samples: maxSamples,
      requests: maxRequests,
      work: maxWork,
      requestsPerSecond: maxRate,
    };
    const [tokens, tls, onAnswer] = [await tokensOf(flags), await tlsOf(flags), accessLog(flags.accessLog)];
    const options = { host, port, limits, tokens, withoutTokens: !flags.auth, tls, cors, onAnswer };
    const service = await serve(await modelOf(run, flags), options);
    print(flags.json, { url: service.url }, [service.url]);
    note("GET /health, GET /metrics, GET /openapi.json, POST /retrieve, POST /classify; press Ctrl-C to stop");
    if (!flags.auth && tokens.length === 0) note(`everybody who reaches ${host} may ask, without a token`);
    await untilStopped(service);
    disposeModel(run);
  });
}

const readText = async (path: string) => new TextDecoder().decode(await readBytes(path));

/** The tokens of a file, one a line, and of the environment. */
async function tokensOf({ tokenFile }: ServeFlags): Promise<string[]> {
  const lines = tokenFile ? (await readText(tokenFile)).split(/\r?\n/) : [];
  const tokens = [...lines, process.env.CROSSTILT_TOKEN ?? ""].map((line) => line.trim()).filter((line) => line !== "");
  if (tokenFile && tokens.length === 0)
    throw refusal({ argument: "--token-file", expected: "at least one token", received: `none in ${tokenFile}` });
  return tokens;
}

async function tlsOf({ tlsKey, tlsCert }: ServeFlags): Promise<ServeOptions["tls"]> {
  if (tlsKey === undefined && tlsCert === undefined) return undefined;
  if (tlsKey === undefined || tlsCert === undefined)
    throw refusal({ argument: "--tls-key and --tls-cert", expected: "both", received: "one of them" });
  return { key: await readText(tlsKey), cert: await readText(tlsCert) };
}

/** Lines of JSON at the end of a file, or on stderr. */
function accessLog(path: string | undefined): ServeOptions["onAnswer"] {
  if (path === undefined) return undefined;
  const lines = path === "-" ? process.stderr : createWriteStream(path, { flags: "a" });
  // Answers go on where the log cannot be written.
  lines.on("error", ({ message }) => note(`access log: ${message}`));
  return (entry) => void lines.write(`${JSON.stringify(entry)}\n`);
}

async function modelOf(run: Run, { index, classes }: ServeFlags): Promise<ServedModel> {
  const galleries = index
    ? await Promise.all(
        index.map((folder) => followGallery(run, folder, ({ message }) => note(`not replaced: ${message}`))),
      )
    : [await ownGallery(run, "u"), await ownGallery(run, "v")];
  const bySide = Object.fromEntries(galleries.map((gallery) => [gallery.side, gallery]));
  if (Object.keys(bySide).length < galleries.length)
    throw refusal({ argument: "--index", expected: "one index a side", received: `two of ${galleries[0]!.side}` });
  return { run, galleries: bySide, classes: await classesOf(run, classes) };
}

/** The classes that are named, or those of the side that is a single column of words, if there is one. */
async function classesOf(run: Run, text: string | undefined): Promise<SearchedGallery | undefined> {
  const named = await galleryOf(run, text);
  if (named) return "names" in named ? named : embedFile(run, "v", named);
  const { data } = run.description;
  const side = (["v", "u"] as const).find(
    (name) => data[name].encodings.length === 1 && data[name].encodings[0]!.kind === "categorical",
  );
  return side && wordGallery(run, side);
}

/** Ends when a signal comes and the requests that had begun are answered; a second signal ends at once. */
async function untilStopped(service: Service): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  note("stopping: answering what has begun");
  await service.stop();
}

import { refusal } from "@crosstilt/core";
import {
  disposeModel,
  embedFile,
  followGallery,
  ownGallery,
  type Run,
  type SearchedGallery,
  type ServedModel,
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
    .option("--max-requests <integer>", "most requests at a time", integerAtLeast(1), 256);
  return addRunFlags(command).action(async (folder: string, flags: ServeFlags) => {
    // Requests are small, and soonest done by one thread.
    const run = await startRun(folder, { threads: 1, ...flags });
    const { host, port, maxBody, maxSamples, maxRequests } = flags;
    const limits = { bodyBytes: maxBody, samples: maxSamples, requests: maxRequests };
    const service = await serve(await modelOf(run, flags), { host, port, limits });
    print(flags.json, { url: service.url }, [service.url]);
    note("GET /health, GET /metrics, POST /retrieve, POST /classify; press Ctrl-C to stop");
    await untilStopped(service);
    disposeModel(run);
  });
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

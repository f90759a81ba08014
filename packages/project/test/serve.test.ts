import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { useBackend } from "@crosstilt/backends";
import { fc } from "@fast-check/vitest";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  disposeModel,
  embedFile,
  followGallery,
  openGallery,
  openRun,
  ownGallery,
  type Run,
  retrieve,
  type Service,
  sampleFrom,
  saveGallery,
  serve,
  streamFile,
  train,
  wordGallery,
} from "../src/index.js";
import { catalogue, shopConfig, temporaryFolder, writeShop } from "./shop.js";

const { path } = temporaryFolder();
let run: Run;
let service: Service;

const post = (route: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(new URL(route, service.url), {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

const sample = { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 };

beforeAll(async () => {
  await useBackend("wasm");
  await writeShop(path);
  const data = {
    u: { file: path("u.csv"), columns: ["a", "b", "c", "d", "e", "f"] },
    v: { file: path("u.csv"), columns: ["class"] },
  };
  await train(shopConfig(path, { data }), path("run"), { catalogue });
  run = await openRun(path("run"));
  const galleries = { u: await ownGallery(run, "u"), v: await ownGallery(run, "v") };
  const limits = { bodyBytes: 4096, samples: 4, k: 10, requests: 8 };
  service = await serve({ run, galleries, classes: await wordGallery(run, "v") }, { limits });
});
afterAll(async () => {
  await service.stop();
  disposeModel(run);
});

/** Raw bytes to the server, and what comes back until it closes. */
const raw = (bytes: string): Promise<string> =>
  new Promise((resolve) => {
    let answer = "";
    const socket = connect(service.port, "127.0.0.1", () => socket.end(bytes));
    socket.on("data", (data) => {
      answer += data;
    });
    socket.on("error", () => resolve(answer));
    socket.on("close", () => resolve(answer));
  });

describe("a server", () => {
  test("answers retrieval as the library does", async () => {
    await writeFile(path("one.csv"), "a,b,c,d,e,f\n1,2,3,4,5,6\n");
    const question = { given: "u", queries: path("one.csv") } as const;
    const { query: _, ...answer } = (await retrieve(run, { ...question, k: 4 }))[0]!;
    const response = await post("/retrieve", { given: "u", samples: [sample, [1, 2, 3, 4, 5, 6]], k: 4 });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ results: [answer, answer] });
  });

  test("answers with sets of a coverage and the probability of no partner as the library does", async () => {
    await writeFile(path("one-word.csv"), "class\nhigh\n");
    const { query: _, ...answer } = (
      await retrieve(run, {
        ...{ given: "v", queries: path("one-word.csv"), coverage: 0.02, prior: 0.9 },
      })
    )[0]!;
    const response = await post("/retrieve", { given: "v", samples: [["high"]], coverage: 0.02, prior: 0.9 });
    const body = await response.json();
    if (answer.matches.length <= 10) expect(body).toEqual({ results: [answer] });
    else
      expect(body).toMatchObject({
        error: expect.stringMatching(/^coverage: expected one whose sets have at most 10/),
      });
    const asked = await post("/retrieve", { given: "v", samples: [["high"]], k: 1, prior: 0.9 });
    const { results } = (await asked.json()) as { results: { noPartner?: number }[] };
    expect(results[0]!.noPartner).toBe(answer.noPartner);
  });

  test("answers classification, and multiplies odds by a prior", async () => {
    const ask = async (prior?: number[]) => {
      const { results } = (await (await post("/classify", { samples: [sample], prior })).json()) as {
        results: { label: string; matches: { name: string; probability: number }[] }[];
      };
      const of = (name: string) => results[0]!.matches.find((match) => match.name === name)!.probability;
      return of("high") / of("low");
    };
    expect((await ask([5, 1, 1])) / (await ask())).toBeCloseTo(5, 3);
  });

  test("says how it is, and counts what it answered", async () => {
    const health = await (await fetch(new URL("/health", service.url))).json();
    expect(health).toMatchObject({ status: "ok", classes: 3, galleries: [{ side: "u", count: 240 }, { side: "v" }] });
    const metrics = (await (await fetch(new URL("/metrics", service.url))).json()) as {
      requests: object;
      latency: object;
    };
    expect(metrics.requests).toMatchObject({ "GET /health 200": 1 });
    expect(metrics.latency).toMatchObject({ p99: expect.any(Number) });
  });

  test.each<[string, string, unknown, number, RegExp]>([
    ["broken JSON", "/retrieve", "{", 400, /expected JSON/],
    ["a list", "/retrieve", [], 400, /expected a JSON object/],
    ["no samples", "/retrieve", {}, 400, /samples: expected a list/],
    ["an empty list", "/retrieve", { samples: [] }, 400, /at least one/],
    ["too many samples", "/retrieve", { samples: Array(5).fill(sample) }, 400, /at most 4/],
    ["a missing column", "/retrieve", { samples: [{ ...sample, c: undefined }] }, 400, /sample 0, column "c"/],
    ["a word for a number", "/retrieve", { samples: [sample, { ...sample, b: "x" }] }, 400, /sample 1, column "b"/],
    ["a null", "/retrieve", { samples: [null] }, 400, /sample 0: expected an object/],
    ["too few values", "/retrieve", { samples: [[1, 2]] }, 400, /expected 6 values, received 2/],
    ["an infinite number", "/retrieve", '{"samples":[[1e999,2,3,4,5,6]]}', 400, /column "a"/],
    [
      "an unknown word",
      "/retrieve",
      { given: "v", samples: [["huge"]] },
      400,
      /expected a word that occurred in training/,
    ],
    ["k of 0", "/retrieve", { samples: [sample], k: 0 }, 400, /k: expected an integer from 1 to 10/],
    ["a large k", "/retrieve", { samples: [sample], k: 1e9 }, 400, /k: expected/],
    ["no coverage", "/retrieve", { samples: [sample], coverage: 1 }, 400, /coverage: expected a number above 0 and/],
    ["no prior", "/retrieve", { samples: [sample], prior: "x" }, 400, /prior: expected a number above 0 and below 1/],
    ["an unknown side", "/retrieve", { given: "w", samples: [sample] }, 400, /given: expected "u" or "v"/],
    ["an unknown name", "/retrieve", { samples: [sample], __proto__x: 1 }, 400, /expected only given, samples, k/],
    ["a prior of two", "/classify", { samples: [sample], prior: [1, 2] }, 400, /prior: expected 3 positive numbers/],
    ["a prior of words", "/classify", { samples: [sample], prior: "many" }, 400, /prior: expected a list/],
    ["a body too large", "/retrieve", { samples: ["x".repeat(5000)] }, 413, /at most 4096 bytes/],
    [
      "lists in lists in lists",
      "/retrieve",
      `{"samples":["]\\"[",${"[".repeat(1000)}${"]".repeat(1000)}]}`,
      400,
      /in at most 64 levels/,
    ],
    ["an unknown path", "/admin", {}, 404, /expected one of/],
    ["another method", "/health", {}, 405, /expected GET \/health/],
  ])("refuses %s with a sentence", async (_, route, body, status, message) => {
    const response = await post(route, body);
    const { error } = (await response.json()) as { error: string };
    expect([response.status, error]).toEqual([status, expect.stringMatching(message)]);
  });

  test("refuses other types, bytes that are no text, other hosts' names and requests that are not HTTP", async () => {
    expect((await post("/retrieve", "{}", { "Content-Type": "text/plain" })).status).toBe(415);
    const head = "POST /retrieve HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    expect(await raw(`GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n`)).toMatch(/^HTTP\/1\.1 403/);
    expect(await raw("hello\r\n\r\n")).toMatch(/^HTTP\/1\.1 400/);
    expect(await raw(`${head}Content-Length: 99999999\r\n\r\n{`)).toMatch(/^HTTP\/1\.1 413/);
    expect(await raw(`${head}Transfer-Encoding: chunked\r\n\r\n1388\r\n${"x".repeat(5000)}\r\n0\r\n\r\n`)).toMatch(
      /413/,
    );
    await raw(`${head}Content-Length: 50\r\n\r\n{"samples":`);
    expect((await fetch(new URL("/health", service.url))).status).toBe(200);
  });

  test("survives any JSON, with 200 or 4xx", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("/retrieve", "/classify"), fc.jsonValue(), async (route, value) => {
        for (const body of [
          value,
          { samples: value },
          { samples: [value] },
          { samples: [sample], k: value, prior: value },
        ]) {
          const { status } = await post(route, body);
          expect([200, 400, 413]).toContain(status);
        }
      }),
      { numRuns: 25 },
    );
  });

  test("answers or refuses each of many requests at a time, and keeps no tensor", async () => {
    const before = tf.memory().numTensors;
    const statuses = await Promise.all(
      Array.from({ length: 60 }, async () => (await post("/retrieve", { samples: [sample], k: 3 })).status),
    );
    expect(statuses.every((status) => status === 200 || status === 503)).toBe(true);
    expect(statuses).toContain(200);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("stops after what has begun, and takes nothing new", async () => {
    const other = await serve({ run, galleries: { v: await ownGallery(run, "v") } });
    const body = JSON.stringify({ samples: [sample] });
    const headers = { "Content-Type": "application/json" };
    const ask = () => fetch(new URL("/retrieve", other.url), { method: "POST", headers, body });
    const asked = Promise.allSettled(Array.from({ length: 10 }, ask));
    const first = await ask();
    expect(first.status).toBe(200);
    await other.stop();
    for (const result of await asked)
      if (result.status === "fulfilled") expect([200, 503]).toContain(result.value.status);
    await expect(fetch(new URL("/health", other.url))).rejects.toThrow();
  });

  test("refuses a port that is taken, by name", async () => {
    await expect(serve({ run, galleries: {} }, { port: service.port })).rejects.toThrow(/EADDRINUSE/);
  });
});

describe("galleries in folders", () => {
  test.each(["exact", "usearch", "lancedb"] as const)(
    "with the engine %s are found again with their names",
    async (engine) => {
      const folder = path(`index-${engine}`);
      const { about } = await saveGallery(run, await ownGallery(run, "u"), folder, { engine });
      expect(about.recall.share).toBeGreaterThan(0.99);
      const opened = await openGallery(run, folder);
      const own = await retrieve(run, { given: "v", queries: { path: path("u.csv") }, k: 3 });
      const found = await retrieve(run, { given: "v", queries: { path: path("u.csv") }, k: 3, gallery: opened });
      found.forEach(({ matches }, i) => {
        matches.forEach(({ probability }, j) => {
          expect(probability).toBeCloseTo(own[i]!.matches[j]!.probability ?? Number.NaN, 4);
        });
      });
    },
  );

  test("read piece by piece, are those that are read at once, under their names", async () => {
    const source = { path: path("u.csv"), key: "sku" };
    const folder = path("streamed");
    const { names, index } = await saveGallery(run, streamFile(run, "u", source, 50), folder, { engine: "lancedb" });
    const whole = await embedFile(run, "u", source);
    expect(names).toEqual(whole.names);
    expect(index.size).toBe(whole.names.length);
    const { vectors } = await index.take([0, 49, 50, 239]);
    const d = whole.gallery.dimension;
    [0, 49, 50, 239].forEach((row, i) => {
      expect(vectors.subarray(i * d, (i + 1) * d)).toEqual(whole.gallery.vectors.subarray(row * d, (row + 1) * d));
    });
    await expect(saveGallery(run, streamFile(run, "u", source), folder)).rejects.toThrow(/expected "lancedb" for a/);
    const question = { given: "v", queries: path("u.csv"), gallery: await openGallery(run, folder) } as const;
    await expect(sampleFrom(run, question)).rejects.toThrow(/gallery: expected a gallery in memory.*lancedb/);
  });

  test("on the disk, what a build that was killed left behind is cleared away", async () => {
    const folder = path("killed");
    await mkdir(`${folder}/.index-0123456789ab.lance-01234567/rows.lance`, { recursive: true });
    await mkdir(`${folder}/index-0123456789ab.lance`, { recursive: true });
    const counts: number[] = [];
    for (let round = 0; round < 3; round++) {
      await saveGallery(run, await ownGallery(run, "u"), folder, { engine: "lancedb" });
      counts.push((await readdir(folder)).length);
    }
    // The description, and names and index of the newest and of the one before.
    expect(counts).toEqual([3, 5, 5]);
    await rm(`${folder}/${(await openGallery(run, folder)).about.index}/rows.lance`, { recursive: true });
    await expect(openGallery(run, folder)).rejects.toThrow(/expected an index that can be read.*Build the index again/);
  });

  test("are replaced at one moment: what an earlier process left behind does not matter", async () => {
    const folder = path("replaced");
    await saveGallery(run, await ownGallery(run, "u"), folder);
    const before = await readFile(`${folder}/gallery.json`, "utf8");
    await writeFile(`${folder}/index-0123456789ab.safetensors`, "cut off");
    expect((await openGallery(run, folder)).names).toHaveLength(240);
    await saveGallery(run, await wordGallery(run, "v"), folder);
    expect((await openGallery(run, folder)).names).toEqual(["high", "low", "middle"]);
    expect(await readFile(`${folder}/gallery.json`, "utf8")).not.toBe(before);
    expect(await readdir(folder)).not.toContain("index-0123456789ab.safetensors");
  });

  test.each(["usearch", "lancedb"] as const)("of %s can be replaced while they are served", async (engine) => {
    const folder = path(`followed-${engine}`);
    const first = { ...(await wordGallery(run, "v")), names: ["one", "two", "three"] };
    const { index } = await saveGallery(run, first, folder, { engine });
    const problems: string[] = [];
    const gallery = await followGallery(run, folder, ({ message }) => problems.push(message));
    const following = await serve({ run, galleries: { v: gallery } });
    const names = async () => {
      const body = JSON.stringify({ samples: [sample], k: 3 });
      const init = { method: "POST", headers: { "Content-Type": "application/json" }, body };
      const { results } = await (await fetch(new URL("/retrieve", following.url), init)).json();
      return results[0].matches.map(({ name }: { name: string }) => name).sort();
    };
    try {
      expect(await names()).toEqual(["one", "three", "two"]);
      await saveGallery(run, await wordGallery(run, "v"), folder, { engine });
      expect((await index.search((await ownGallery(run, "u")).gallery, 3)).k).toBe(3);
      expect(await names()).toEqual(["high", "low", "middle"]);
      await saveGallery(run, await ownGallery(run, "u"), folder, { engine });
      expect(await names()).toEqual(["high", "low", "middle"]);
      expect(problems).toEqual([expect.stringContaining("expected a gallery of v, received u")]);
    } finally {
      await following.stop();
    }
  });

  test("are refused when damaged, of another model, or something else", async () => {
    const folder = path("damaged");
    const { about } = await saveGallery(run, await ownGallery(run, "u"), folder);
    const description = `${folder}/gallery.json`;
    const spoil = async (change: object, message: RegExp) => {
      await writeFile(description, JSON.stringify({ ...about, ...change }));
      await expect(openGallery(run, folder)).rejects.toThrow(message);
    };
    await spoil({ model: "0" }, /expected a gallery embedded by the model of/);
    await spoil({ format: "x" }, /expected a gallery of format/);
    await spoil({ names: "gallery.json" }, /expected 240 names/);
    await spoil({ index: "none" }, /none: expected a file/);
    await writeFile(description, "{");
    await expect(openGallery(run, folder)).rejects.toThrow(/expected JSON/);
    await writeFile(path("damaged/cat.txt"), "cat");
    await expect(saveGallery(run, await ownGallery(run, "u"), folder)).rejects.toThrow(
      /received a folder with cat\.txt/,
    );
  });
});

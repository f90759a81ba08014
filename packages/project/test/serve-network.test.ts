import { connect } from "node:net";
import { useBackend } from "@crosstilt/backends";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type AccessEntry,
  disposeModel,
  openRun,
  ownGallery,
  type Run,
  type ServeOptions,
  serve,
  train,
} from "../src/index.js";
import { rateLimit } from "../src/serve/rate-limit.js";
import { catalogue, shopConfig, temporaryFolder, writeShop } from "./shop.js";

const { path } = temporaryFolder();
let run: Run;

beforeAll(async () => {
  await useBackend("wasm");
  await writeShop(path);
  await train(shopConfig(path, { training: { epochs: 1, batchSize: 32 } }), path("run"), { catalogue });
  run = await openRun(path("run"));
});
afterAll(() => disposeModel(run));

/** Asks a server with these options, and stops it. */
async function served<T>(options: ServeOptions, ask: (url: string) => Promise<T>): Promise<T> {
  const service = await serve({ run, galleries: { v: await ownGallery(run, "v") } }, options);
  try {
    return await ask(service.url.replace("0.0.0.0", "127.0.0.1"));
  } finally {
    await service.stop();
  }
}

const token = "0123456789abcdef";
const bearer = { authorization: `Bearer ${token}` };
const statusOf = async (url: string, init?: RequestInit) => (await fetch(url, init)).status;

describe("beyond this machine", () => {
  test("a server is refused without tokens, unless it is said that everybody may ask", async () => {
    await expect(served({ host: "0.0.0.0" }, async () => 0)).rejects.toThrow(
      "host: expected an address of this machine alone (127.0.0.1), unless there are tokens, received 0.0.0.0 without tokens",
    );
    await expect(served({ tokens: ["short"] }, async () => 0)).rejects.toThrow(
      "tokens: expected at least 16 characters",
    );
    expect(await served({ host: "0.0.0.0", withoutTokens: true }, (url) => statusOf(`${url}health`))).toBe(200);
  });

  test("only a token opens what answers; that the process lives and takes requests is said to all", () =>
    served({ host: "0.0.0.0", tokens: [token, "another-token-of-theirs"] }, async (url) => {
      const statuses = async (headers: Record<string, string>) =>
        Promise.all(["live", "ready", "health", "metrics", "nowhere"].map((page) => statusOf(url + page, { headers })));
      expect(await statuses({})).toEqual([200, 200, 401, 401, 401]);
      expect(await statuses({ authorization: `Bearer ${token}x` })).toEqual([200, 200, 401, 401, 401]);
      expect(await statuses({ authorization: token })).toEqual([200, 200, 401, 401, 401]);
      expect(await statuses(bearer)).toEqual([200, 200, 200, 200, 404]);
      expect(await statuses({ authorization: "bearer another-token-of-theirs" })).toEqual([200, 200, 200, 200, 404]);
      const refused = await fetch(`${url}health`);
      expect(refused.headers.get("www-authenticate")).toBe("Bearer");
    }));

  test("pages of one origin may ask, after the browser's own question", () =>
    served({ cors: "https://example.org", tokens: [token] }, async (url) => {
      const asked = await fetch(`${url}retrieve`, { method: "OPTIONS" });
      expect([asked.status, asked.headers.get("access-control-allow-origin")]).toEqual([204, "https://example.org"]);
      expect(asked.headers.get("access-control-allow-headers")).toContain("authorization");
      const answer = await fetch(`${url}health`, { headers: bearer });
      expect(answer.headers.get("access-control-allow-origin")).toBe("https://example.org");
      expect(
        (await served({}, (other) => fetch(`${other}health`))).headers.get("access-control-allow-origin"),
      ).toBeNull();
    }));
});

describe("what a server tells of itself", () => {
  test("HEAD is GET without a body", () =>
    served({}, async (url) => {
      const head = await fetch(`${url}health`, { method: "HEAD" });
      expect([head.status, await head.text()]).toEqual([200, ""]);
      expect(await statusOf(`${url}retrieve`, { method: "HEAD" })).toBe(405);
    }));

  test("metrics are JSON, or the text that Prometheus asks for", () =>
    served({}, async (url) => {
      await fetch(`${url}health`);
      expect(await (await fetch(`${url}metrics`)).json()).toMatchObject({ requests: { "GET /health 200": 1 } });
      const scraped = await fetch(`${url}metrics`, { headers: { accept: "text/plain;version=0.0.4" } });
      expect(scraped.headers.get("content-type")).toContain("text/plain; version=0.0.4");
      const text = await scraped.text();
      expect(text).toContain('crosstilt_requests_total{route="GET /health",status="200"} 1\n');
      for (const line of text.trimEnd().split("\n"))
        expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="[^"]*",?)+\})? [\d.e+-]+)$/);
    }));

  test("the description names what the model takes", () =>
    served({}, async (url) => {
      const description = await (await fetch(`${url}openapi.json`)).json();
      expect(description).toMatchObject({ openapi: "3.1.0", paths: { "/retrieve": { post: {} } } });
      expect(JSON.stringify(description)).not.toContain("/classify");
    }));

  test("each answer is told, with the client's name for the request and without its body", async () => {
    const entries: AccessEntry[] = [];
    await served({ onAnswer: (entry) => entries.push(entry) }, async (url) => {
      const body = '{"samples":[[1,2,3,4,5,6]],"secret":1}';
      const headers = { "content-type": "application/json", "x-request-id": "mine.1" };
      const answer = await fetch(`${url}retrieve?x=secret`, { method: "POST", headers, body });
      expect([answer.status, answer.headers.get("x-request-id")]).toEqual([400, "mine.1"]);
      const fresh = await fetch(`${url}health`, { headers: { "x-request-id": "not decent!" } });
      expect(fresh.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    });
    expect(entries).toMatchObject([
      { id: "mine.1", method: "POST", path: "/retrieve", status: 400, client: "127.0.0.1" },
      { method: "GET", path: "/health", status: 200 },
    ]);
    expect(JSON.stringify(entries)).not.toContain("secret");
  });
});

describe("clients that ask too much", () => {
  test("are allowed a burst, then the stated rate, each for itself", () => {
    let now = 0;
    const admit = rateLimit(5, () => now);
    const admitted = (client: string, count: number) =>
      Array.from({ length: count }, () => {
        try {
          admit(client);
          return 1;
        } catch {
          return 0;
        }
      }).reduce<number>((sum, one) => sum + one, 0);
    expect(admitted("a", 30)).toBe(10);
    expect(admitted("b", 3)).toBe(3);
    now = 1;
    expect(admitted("a", 30)).toBe(5);
    now = 1000;
    expect(admitted("a", 30)).toBe(10);
  });

  test("hear 429 from a server", () =>
    served({ limits: { requestsPerSecond: 2 } }, async (url) => {
      const statuses = await Promise.all(Array.from({ length: 20 }, () => statusOf(`${url}health`)));
      expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(10);
      expect(statuses).toContain(200);
      expect(await statusOf(`${url}live`)).toBe(200);
    }));

  test("or never finish what they ask are told 408, and others are answered meanwhile", () =>
    served({ limits: { requestMilliseconds: 300 } }, async (url) => {
      const { port } = new URL(url);
      const halves = Array.from(
        { length: 50 },
        () =>
          new Promise<string>((resolve) => {
            let answer = "";
            const socket = connect(Number(port), "127.0.0.1", () =>
              socket.write(
                "POST /retrieve HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{",
              ),
            );
            socket.on("data", (data) => {
              answer += data;
            });
            socket.on("close", () => resolve(answer));
            socket.on("error", () => resolve(answer));
          }),
      );
      expect(await statusOf(`${url}health`)).toBe(200);
      const answers = await Promise.all(halves);
      expect(answers.filter((answer) => answer.startsWith("HTTP/1.1 408")).length).toBe(50);
    }));
});

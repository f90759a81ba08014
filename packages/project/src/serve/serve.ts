import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { CrosstiltError, demand, inTurns, refusal } from "@crosstilt/core";
import { indexed } from "../gallery/named-gallery.js";
import { type Admission, admission } from "./admission.js";
import { answerClassify, answerRetrieve, type RequestBody, type ServedModel } from "./answers.js";
import { type Authorise, authoriser } from "./authorise.js";
import { describeService } from "./describe-service.js";
import { HttpError } from "./http-error.js";
import { resolveLimits, type ServeLimits } from "./limits.js";
import { isLoopback, namesLoopback } from "./loopback.js";
import { openApi } from "./openapi.js";
import { PROMETHEUS_TYPE, prometheusText } from "./prometheus.js";
import { rateLimit } from "./rate-limit.js";
import { PATIENCE, readJsonBody } from "./read-json-body.js";
import { requestCounts } from "./request-counts.js";

export interface ServeOptions {
  /** Address to listen on (default 127.0.0.1: this machine alone). */
  readonly host?: string;
  /** Port; 0 takes one that is free (default 0). */
  readonly port?: number;
  readonly limits?: Partial<ServeLimits>;
  /** Who may ask: those whose `Authorization: Bearer` names one of these (default everybody on this machine). */
  readonly tokens?: readonly string[];
  /** Answer everybody who can reach another address than this machine's own, without tokens (default false). */
  readonly withoutTokens?: boolean;
  /** Key and certificate, as PEM, for https. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Web pages of this origin may ask, or of any: "*" (default none). */
  readonly cors?: string;
  /** Told of every request that was answered; bodies are not among it. */
  onAnswer?(entry: AccessEntry): void;
}

/** A line of an access log. */
export interface AccessEntry {
  readonly time: string;
  /** What the client called the request (`X-Request-Id`), or a fresh name; the answer repeats it. */
  readonly id: string;
  readonly client: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
}

/** A running {@link serve}. */
export interface Service {
  readonly url: string;
  readonly port: number;
  /** Takes no further requests, answers those that have begun, and ends. */
  stop(): Promise<void>;
}

/**
 * Answers over HTTP with JSON: `GET /health`, `GET /metrics` (or Prometheus' text, by `Accept`), `GET /openapi.json`,
 * `POST /retrieve`, `POST /classify`; and `GET /live` and `GET /ready` without a token. Errors are `{ "error": … }` with a status; no request
 * can end the server. On a loopback address, only requests to that name are answered, so that no web page reaches it by another.
 *
 * @throws when the port cannot be had, or another address than loopback is asked for without tokens.
 * @example
 * const { url, stop } = await serve({ run, galleries: { v: await ownGallery(run, "v") } }, { port: 8080 });
 */
export async function serve(served: ServedModel, options: ServeOptions = {}): Promise<Service> {
  const { host = "127.0.0.1", port = 0 } = options;
  const limits = resolveLimits(options.limits);
  demandTokens(host, options);
  const service: RunningService = {
    served: withIndexes(served),
    limits,
    counts: requestCounts(),
    admission: admission(limits.work),
    state: { stopping: false },
    loopback: isLoopback(host),
    authorise: authoriser(options.tokens ?? []),
    admit: rateLimit(limits.requestsPerSecond),
    cors: options.cors,
    onAnswer: options.onAnswer ?? (() => {}),
  };
  const answerTo = (request: IncomingMessage, response: ServerResponse) => {
    handle(service, request, response).catch(() => response.destroy());
  };
  const timing = {
    requestTimeout: limits.requestMilliseconds,
    headersTimeout: Math.min(limits.requestMilliseconds, HEADERS_MILLISECONDS),
    connectionsCheckingInterval: Math.min(1000, limits.requestMilliseconds),
  };
  const server = options.tls
    ? createSecureServer({ ...timing, ...options.tls }, answerTo)
    : createServer(timing, answerTo);
  server.maxConnections = limits.connections;
  server.on("clientError", ({ code }: NodeJS.ErrnoException, socket) => {
    const status = code === "ERR_HTTP_REQUEST_TIMEOUT" ? "408 Request Timeout" : "400 Bad Request";
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    else socket.destroy();
  });
  await listen(server, host, port);
  const { port: given } = server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    url: `${options.tls ? "https" : "http"}://${name}:${given}/`,
    port: given,
    stop: () => stop(server, service.state, limits),
  };
}

/** Milliseconds in which the head of a request must have arrived: who only holds connections open is cut off early. */
const HEADERS_MILLISECONDS = 10_000;

function demandTokens(host: string, { tokens = [], withoutTokens = false }: ServeOptions): void {
  demand(
    tokens.every((token) => /^\S{16,}$/.test(token)),
    () => ({ argument: "tokens", expected: "at least 16 characters each, without blanks", received: "shorter ones" }),
  );
  demand(isLoopback(host) || tokens.length > 0 || withoutTokens, () => ({
    argument: "host",
    expected: "an address of this machine alone (127.0.0.1), unless there are tokens",
    received: `${host} without tokens: whoever reaches it could ask`,
    remedy:
      "Pass tokens (--token-file FILE, or the variable CROSSTILT_TOKEN), or say that everybody may ask (--no-auth)",
  }));
}

/** Indexes are made, and galleries checked, once and not at every request. */
function withIndexes({ run, galleries, classes }: ServedModel): ServedModel {
  const entries = Object.entries(galleries).map(([side, named]) => [side, "current" in named ? named : indexed(named)]);
  return { run, galleries: Object.fromEntries(entries), classes: classes && indexed(classes) };
}

interface RunningService {
  readonly served: ServedModel;
  readonly limits: ServeLimits;
  readonly counts: ReturnType<typeof requestCounts>;
  readonly admission: Admission;
  readonly state: { stopping: boolean };
  readonly loopback: boolean;
  readonly authorise: Authorise;
  readonly admit: (client: string) => void;
  readonly cors?: string;
  onAnswer(entry: AccessEntry): void;
}

async function handle(service: RunningService, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const route = routeOf(request);
  const end = service.counts.begin();
  const begun = performance.now();
  const id = idOf(request);
  const { cors } = service;
  response.setHeader("X-Request-Id", id);
  if (cors) response.setHeader("Access-Control-Allow-Origin", cors);
  response.on("error", () => {});
  let status = 200;
  try {
    if (cors && request.method === "OPTIONS") status = allowPages(response);
    else finish(response, 200, await answer(service, route, request), service.state.stopping);
  } catch (error) {
    status = statusOf(error);
    const message = status === 500 ? "something went wrong here" : (error as Error).message;
    finish(response, status, json({ error: message }), service.state.stopping || !readsOn(request, service.limits));
    if (status === 500) process.stderr.write(`request ${id}: ${(error as Error).stack}\n`);
  } finally {
    end(`${known.has(route) ? route : "other"} ${status}`);
    const { method = "", url = "/", socket } = request;
    const [client, path] = [socket.remoteAddress ?? "", url.split("?")[0]!];
    const milliseconds = Math.round(1000 * (performance.now() - begun)) / 1000;
    service.onAnswer({ time: new Date().toISOString(), id, client, method, path, status, milliseconds });
  }
}

/** The client's own name for a request, if it is a decent one. */
function idOf({ headers }: IncomingMessage): string {
  const given = headers["x-request-id"];
  return typeof given === "string" && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID();
}

/** Answers a browser that asks, before a request, whether a page may make it. */
function allowPages(response: ServerResponse): number {
  response.writeHead(204, {
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": "authorization, content-type, x-request-id",
    "Access-Control-Max-Age": "600",
  });
  response.end();
  return 204;
}

/** Whether what is left of a request is little enough to be thrown away, so that the connection can serve the next one. */
function readsOn(request: IncomingMessage, { bodyBytes }: ServeLimits): boolean {
  const length = Number(request.headers["content-length"] ?? Number.POSITIVE_INFINITY);
  if (!request.complete && length <= PATIENCE * bodyBytes) request.resume();
  return request.complete || length <= PATIENCE * bodyBytes;
}

const known = new Set([
  ...["GET /live", "GET /ready", "GET /health", "GET /metrics", "GET /openapi.json"],
  ...["POST /retrieve", "POST /classify"],
]);

/** HEAD is GET whose body Node leaves out. */
const routeOf = ({ method, url = "/" }: IncomingMessage) =>
  `${method === "HEAD" ? "GET" : method} ${url.split("?")[0]}`;

/** The body of an answer. */
interface Written {
  readonly type: string;
  readonly text: string;
}

const JSON_TYPE = "application/json";
const json = (body: object): Written => ({ type: JSON_TYPE, text: JSON.stringify(body) });

async function answer(service: RunningService, route: string, request: IncomingMessage): Promise<Written> {
  const { served, limits, counts, state, loopback } = service;
  if (loopback && !namesLoopback(request.headers.host)) throw new HttpError(403, "expected the name of this machine");
  if (route === "GET /live") return json({ status: "ok" });
  if (route !== "GET /ready") {
    service.admit(request.socket.remoteAddress ?? "");
    service.authorise(request.headers);
  }
  if (!known.has(route)) throw unknownRoute(route);
  if (state.stopping) throw new HttpError(503, "stopping");
  if (route === "GET /ready") return json({ status: "ok" });
  if (route === "GET /health") return json(await describeService(served));
  if (route === "GET /metrics" && wantsText(request))
    return { type: PROMETHEUS_TYPE, text: prometheusText(counts.read()) };
  if (route === "GET /metrics") return json(counts.read());
  if (route === "GET /openapi.json") return json(openApi(served, limits));
  if (counts.inFlight() > limits.requests) throw new HttpError(503, "too many requests at a time; try again");
  const body: RequestBody = await readJsonBody(request, limits.bodyBytes);
  const answered =
    route === "POST /retrieve"
      ? await answerRetrieve(served, body, service)
      : await answerClassify(served, body, service);
  return { type: JSON_TYPE, text: await inTurns(resultsJson(answered)) };
}

/** What JSON.stringify gives, result by result. */
function* resultsJson({ results }: { readonly results: readonly object[] }): Generator<undefined, string> {
  const parts: string[] = [];
  for (const result of results) {
    parts.push(JSON.stringify(result));
    yield;
  }
  return `{"results":[${parts.join(",")}]}`;
}

/** Prometheus asks for text before anything. */
const wantsText = ({ headers }: IncomingMessage) =>
  /^(application\/openmetrics-text|text\/plain)/.test(headers.accept ?? "");

function unknownRoute(route: string): HttpError {
  const path = route.slice(route.indexOf(" ") + 1);
  const other = [...known].find((name) => name.endsWith(` ${path}`));
  if (other) return new HttpError(405, `expected ${other}`);
  return new HttpError(404, `expected one of ${[...known].join(", ")}`);
}

function statusOf(error: unknown): number {
  if (error instanceof HttpError) return error.status;
  if (error instanceof CrosstiltError) return 400;
  const { code } = error as NodeJS.ErrnoException;
  return code === "ECONNRESET" || code === "ABORT_ERR" ? 400 : 500;
}

function finish(response: ServerResponse, status: number, { type, text }: Written, close: boolean): void {
  if (response.destroyed) return;
  const bytes = Buffer.from(text);
  response.writeHead(status, {
    "Content-Type": type,
    "Content-Length": bytes.length,
    "X-Content-Type-Options": "nosniff",
    ...(status === 503 || status === 429 ? { "Retry-After": "1" } : {}),
    ...(status === 401 ? { "WWW-Authenticate": "Bearer" } : {}),
    ...(close ? { Connection: "close" } : {}),
  });
  response.end(bytes);
}

function listen(server: Server, host: string, port: number): Promise<void> {
  demand(Number.isInteger(port) && port >= 0 && port <= 65_535, () => ({
    argument: "port",
    expected: "an integer from 0 to 65535",
    received: String(port),
  }));
  return new Promise((resolve, reject) => {
    server.once("error", ({ code }: NodeJS.ErrnoException) =>
      reject(
        refusal({
          argument: "host and port",
          expected: "an address of this machine and a free port",
          received: `${host}, ${port} (${code})`,
          remedy: "Choose another, or port 0 for one that is free",
        }),
      ),
    );
    server.listen(port, host, resolve);
  });
}

function stop(server: Server, state: { stopping: boolean }, { stopMilliseconds }: ServeLimits): Promise<void> {
  state.stopping = true;
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), stopMilliseconds);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}

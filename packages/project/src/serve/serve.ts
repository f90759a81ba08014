import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CrosstiltError, demand, refusal } from "@crosstilt/core";
import { indexed } from "../gallery/named-gallery.js";
import { answerClassify, answerRetrieve, type RequestBody, type ServedModel } from "./answers.js";
import { describeService } from "./describe-service.js";
import { HttpError } from "./http-error.js";
import { resolveLimits, type ServeLimits } from "./limits.js";
import { isLoopback, namesLoopback } from "./loopback.js";
import { PATIENCE, readJsonBody } from "./read-json-body.js";
import { requestCounts } from "./request-counts.js";

export interface ServeOptions {
  /** Address to listen on (default 127.0.0.1: this machine alone). */
  readonly host?: string;
  /** Port; 0 takes one that is free (default 0). */
  readonly port?: number;
  readonly limits?: Partial<ServeLimits>;
}

/** A running {@link serve}. */
export interface Service {
  readonly url: string;
  readonly port: number;
  /** Takes no further requests, answers those that have begun, and ends. */
  stop(): Promise<void>;
}

/**
 * Answers over HTTP with JSON: `GET /health`, `GET /metrics`, `POST /retrieve`, `POST /classify`. Errors are
 * `{ "error": … }` with a status; no request can end the server. On a loopback address, only requests to that name are
 * answered, so that no web page reaches it by another.
 *
 * @throws when the port cannot be had.
 * @example
 * const { url, stop } = await serve({ run, galleries: { v: await ownGallery(run, "v") } }, { port: 8080 });
 */
export async function serve(served: ServedModel, options: ServeOptions = {}): Promise<Service> {
  const { host = "127.0.0.1", port = 0 } = options;
  const limits = resolveLimits(options.limits);
  const service = {
    served: withIndexes(served),
    limits,
    counts: requestCounts(),
    state: { stopping: false },
    loopback: isLoopback(host),
  };
  const server = createServer({ requestTimeout: limits.requestMilliseconds }, (request, response) => {
    handle(service, request, response).catch(() => response.destroy());
  });
  server.on("clientError", (_error, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    else socket.destroy();
  });
  await listen(server, host, port);
  const { port: given } = server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
  return { url: `http://${name}:${given}/`, port: given, stop: () => stop(server, service.state, limits) };
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
  readonly state: { stopping: boolean };
  readonly loopback: boolean;
}

async function handle(service: RunningService, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const route = routeOf(request);
  const end = service.counts.begin();
  response.on("error", () => {});
  let status = 200;
  try {
    finish(response, 200, await answer(service, route, request), service.state.stopping);
  } catch (error) {
    status = statusOf(error);
    const message = status === 500 ? "something went wrong here" : (error as Error).message;
    finish(response, status, { error: message }, service.state.stopping || !readsOn(request, service.limits));
    if (status === 500) process.stderr.write(`${(error as Error).stack}\n`);
  } finally {
    end(`${known.has(route) ? route : "other"} ${status}`);
  }
}

/** Whether what is left of a request is little enough to be thrown away, so that the connection can serve the next one. */
function readsOn(request: IncomingMessage, { bodyBytes }: ServeLimits): boolean {
  const length = Number(request.headers["content-length"] ?? Number.POSITIVE_INFINITY);
  if (!request.complete && length <= PATIENCE * bodyBytes) request.resume();
  return request.complete || length <= PATIENCE * bodyBytes;
}

const known = new Set(["GET /health", "GET /metrics", "POST /retrieve", "POST /classify"]);

const routeOf = ({ method, url = "/" }: IncomingMessage) => `${method} ${url.split("?")[0]}`;

async function answer(service: RunningService, route: string, request: IncomingMessage): Promise<object> {
  const { served, limits, counts, state, loopback } = service;
  if (loopback && !namesLoopback(request.headers.host)) throw new HttpError(403, "expected the name of this machine");
  if (!known.has(route)) throw unknownRoute(route);
  if (state.stopping) throw new HttpError(503, "stopping");
  if (route === "GET /health") return describeService(served);
  if (route === "GET /metrics") return counts.read();
  if (counts.inFlight() > limits.requests) throw new HttpError(503, "too many requests at a time; try again");
  const body: RequestBody = await readJsonBody(request, limits.bodyBytes);
  return route === "POST /retrieve" ? answerRetrieve(served, body, limits) : answerClassify(served, body, limits);
}

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

function finish(response: ServerResponse, status: number, body: object, close: boolean): void {
  if (response.destroyed) return;
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": bytes.length,
    "X-Content-Type-Options": "nosniff",
    ...(status === 503 ? { "Retry-After": "1" } : {}),
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

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { refusal } from "@crosstilt/core";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/**
 * Scripts of the app, modules of plugins (files of the user's, or of a server that they name), and WebAssembly; nothing written into the
 * page, no `eval`, no frames, no forms.
 */
const policy = [
  "default-src 'self'",
  "script-src 'self' blob: https: http://localhost:* http://127.0.0.1:* 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self' blob: data: https: http://localhost:* http://127.0.0.1:*",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Isolate the page (shared memory, precise timers) and keep browsers from guessing types. */
const headers = {
  "Content-Security-Policy": policy,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-cache",
};

/** A running {@link serveFolder}. */
export interface StaticServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the files of a folder on this machine alone (127.0.0.1); port 0 takes any that is free.
 *
 * @throws when the port cannot be had.
 * @example
 * const { url, close } = await serveFolder("dist/web", 8080);
 */
export async function serveFolder(folder: string, port: number): Promise<StaticServer> {
  const server = createServer((request, response) => void answer(folder, request, response));
  await listen(server, port);
  const { port: given } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${given}/`, close: () => closeServer(server) };
}

async function answer(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== "GET" && request.method !== "HEAD") return finish(response, 405, "Only GET and HEAD.\n");
  const file = fileOf(folder, request.url ?? "/");
  const content = file && (await readFile(file).catch(() => null));
  if (!file || !content) return finish(response, 404, "Not found.\n");
  const tag = `"${createHash("sha256").update(content).digest("base64url").slice(0, 22)}"`;
  const described = { ...headers, ETag: tag, Vary: "Accept-Encoding" };
  if (request.headers["if-none-match"] === tag) {
    response.writeHead(304, described);
    response.end();
    return;
  }
  const packed = packs(file) && /\bbr\b/.test(request.headers["accept-encoding"] ?? "");
  const bytes = packed ? await compressed(content, tag) : content;
  response.writeHead(200, {
    ...described,
    ...(packed && { "Content-Encoding": "br" }),
    "Content-Type": types[extname(file)] ?? "application/octet-stream",
    "Content-Length": bytes.length,
  });
  response.end(request.method === "HEAD" ? undefined : bytes);
}

/** Text and code are a third of their size; pictures and numbers are hardly smaller. */
const packs = (file: string) => /\.(html|js|css|json|svg|wasm|md)$/.test(file);

const compress = promisify(brotliCompress);

/** Contents that were compressed before, by their tag: the app has some dozens of files. */
const compressedBefore = new Map<string, Promise<Buffer>>();

function compressed(content: Buffer, tag: string): Promise<Buffer> {
  const known = compressedBefore.get(tag) ?? compress(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
  compressedBefore.set(tag, known);
  return known;
}

/** The file that an address means; null when it would lie outside the folder or cannot be read. */
function fileOf(folder: string, address: string): string | null {
  try {
    const path = decodeURIComponent(new URL(address, "http://localhost").pathname);
    const root = normalize(folder + sep);
    const file = normalize(join(root, path.endsWith("/") ? `${path}index.html` : path));
    return file.startsWith(root) && !file.includes("\0") ? file : null;
  } catch {
    return null;
  }
}

function finish(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...headers, "Content-Type": "text/plain; charset=utf-8" });
  response.end(text);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", ({ code }: NodeJS.ErrnoException) =>
      reject(
        refusal({
          argument: "--port",
          expected: "a free port",
          received: `${port} (${code})`,
          remedy: "Choose another, or leave it out for one that is free",
        }),
      ),
    );
    server.listen(port, "127.0.0.1", resolve);
  });
}

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

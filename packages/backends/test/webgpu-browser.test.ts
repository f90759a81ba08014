// WebGPU where it was made for: the conformance suite in a real Chromium, on its software adapter.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import sparticuz from "@sparticuz/chromium";
import { build } from "esbuild";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

const flags = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const webgpu = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

const script = `
import { useWebgpu } from "@crosstilt/backends/webgpu";
import { checkBackend } from "@crosstilt/testing";
globalThis.conformance = async () => {
  const adapter = await useWebgpu();
  await checkBackend("webgpu");
  return adapter;
};`;

let browser: Browser;
let server: Server;

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    logLevel: "error",
    conditions: ["@crosstilt/source"],
  });
  return outputFiles[0]!.text;
}

beforeAll(async () => {
  const page = `<!doctype html><script>${(await bundle()).replaceAll("</script", "<\\/script")}</script>`;
  server = createServer((_, response) => response.setHeader("content-type", "text/html; charset=utf-8").end(page));
  await new Promise<void>((listening) => server.listen(0, "localhost", listening));
  browser = await chromium.launch({ executablePath: await sparticuz.executablePath(), args: [...flags, ...webgpu] });
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

test("Chromium's WebGPU passes the conformance suite", async () => {
  const page = await browser.newPage();
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  const adapter = await page.evaluate(() =>
    (globalThis as unknown as { conformance(): Promise<string> }).conformance(),
  );
  expect(adapter).toContain("swiftshader");
});

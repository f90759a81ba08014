import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import sparticuz from "@sparticuz/chromium";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { type StaticServer, serveFolder } from "../../cli/src/static-server.js";

/** Milliseconds after which what a page was asked for hangs; a loaded machine is no reason to fail. */
const PATIENCE = 300_000;

/** Where the build puts the app. */
export const appFolder = fileURLToPath(new URL("../dist/", import.meta.url));
const flags = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
];

/** A page and what its console complained of. */
interface Visit {
  readonly page: Page;
  readonly complaints: string[];
}

/** How the page is seen. */
interface Look {
  readonly width?: number;
  readonly dark?: boolean;
}

/** What Chromium itself says when it is asked for a GPU and has none. */
const whispers = ["No available adapters."];

/** WebGPU computed by the processor: slow, but the same interface as that of a GPU. */
export const softwareGpu = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/** A real Chromium and the built app behind the server that users get, for the tests of one file. */
export function useBrowser(extraFlags: readonly string[] = []) {
  let browser: Browser;
  let server: StaticServer;
  beforeAll(async () => {
    if (!existsSync(appFolder)) throw new Error("apps/web/dist is missing: run npm run build at the root first");
    server = await serveFolder(appFolder, 0);
    const args = [...flags, ...extraFlags];
    browser = await chromium.launch({ executablePath: await sparticuz.executablePath(), args, headless: true });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  /** Opens an address in a fresh profile. */
  const openAt = async (address: string, options: Look = {}): Promise<Visit> => {
    const context = await browser.newContext({
      viewport: { width: options.width ?? 1280, height: 900 },
      colorScheme: options.dark ? "dark" : "light",
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      const loud = message.type() === "error" || message.type() === "warning";
      if (loud && !whispers.includes(message.text())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.setDefaultTimeout(PATIENCE);
    await page.goto(address);
    await page.getByRole("heading", { level: 1 }).waitFor();
    return { page, complaints };
  };
  /** Opens a place of the app, `#/tilt?metric=quadratic`. */
  const open = (hash: string, options?: Look): Promise<Visit> => openAt(server.url + hash, options);
  return { open, openAt, serve: (folder: string) => serveFolder(folder, 0) };
}

/** The accessibility rules that the page breaks, with the elements that break them. */
export async function violations(page: Page): Promise<string[]> {
  // Evaluated and not added to the page, whose policy allows no scripts but its own.
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
  });
}

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { appFolder, useBrowser } from "./browser.js";

describe("the built app on a sub-path of any static host", () => {
  const { openAt, serve } = useBrowser();

  it("finds its worker, its wasm, its models and its images", async () => {
    const root = await mkdtemp(join(tmpdir(), "crosstilt-host-"));
    await symlink(appFolder, join(root, "deep"), "dir");
    const server = await serve(root);
    const { page, complaints } = await openAt(`${server.url}deep/#/mnist?image=0`);
    await expect.poll(() => page.locator("[data-says=imageGivenLabel]").textContent()).toMatch(/^7, with/);
    expect(complaints).toEqual([]);
    await server.close();
    await rm(root, { recursive: true });
  });
});

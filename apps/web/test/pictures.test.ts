// What the browser itself makes of pictures, against the pixels that Pillow reads.
import { readFile } from "node:fs/promises";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { useBrowser } from "./browser.js";

const files = new URL("../../../packages/dataset-files/", import.meta.url);
const fixtures = new URL("test/fixtures/pictures/", files);

describe("pictures in a browser", () => {
  const { open } = useBrowser();

  it("of formats that need a library in Node have the same pixels", async () => {
    const { page, complaints } = await open("#/files");
    const modules = ["image-format", "jpeg-segments", "exif-orientation", "image-library-browser"];
    const sources = await Promise.all(modules.map((name) => readFile(new URL(`dist/${name}.js`, files), "utf8")));
    const source = sources
      .join("\n")
      .replace(/^import .*$/gm, "")
      .replace(/^export /gm, "");
    const expected = JSON.parse(await readFile(new URL("expected.json", fixtures), "utf8"));
    for (const name of ["lossless.webp", "transparent.webp", "animated.gif", "exif-6.webp"]) {
      const bytes = (await readFile(new URL(name, fixtures))).toString("base64");
      const decode = (most: number) =>
        page.evaluate(`(async () => {
          ${source}
          const bytes = Uint8Array.from(atob("${bytes}"), (character) => character.charCodeAt(0));
          const { height, width, channels, data } = await decodeByLibrary(bytes, "${name}", ${most});
          return { shape: [height, width, channels], data: [...data] };
        })()`) as Promise<{ shape: number[]; data: number[] }>;
      const { shape, data } = await decode(2 ** 20);
      expect([name, shape]).toEqual([name, expected[name].shape]);
      // Lossy pictures are turned into colours by rules that differ a little.
      const tolerance = name.startsWith("exif") ? 0.04 : 0.005;
      for (const [i, value] of expected[name].values.entries())
        expect(Math.abs(data[i]! / 255 - value)).toBeLessThan(tolerance);
      await expect(decode(4)).rejects.toThrow("where 4 are the most");
    }
    expect(complaints).toEqual([]);
  });

  it("come in a zip archive too", async () => {
    const [webp, gif] = await Promise.all(
      ["lossless.webp", "animated.gif"].map(async (name) => new Uint8Array(await readFile(new URL(name, fixtures)))),
    );
    const pictures = Array.from({ length: 60 }, (_, i) => [`all/${i}.${i % 2 ? "gif" : "webp"}`, i % 2 ? gif : webp]);
    const { page, complaints } = await open("#/files");
    const put = (side: string, name: string, buffer: Buffer) =>
      page.getByLabel(`File of ${side}`).setInputFiles({ name, mimeType: "application/octet-stream", buffer });
    await put("u", "pictures.zip", Buffer.from(zipSync(Object.fromEntries(pictures) as Record<string, Uint8Array>)));
    await put("v", "v.csv", Buffer.from(["x", ...pictures.map((_, i) => Math.sin(i))].join("\n")));
    await expect.poll(() => page.locator("[data-report=side-u]").textContent()).toContain("5 × 7 × 3");
    expect(complaints).toEqual([]);
  });
});

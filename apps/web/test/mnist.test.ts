import { fileURLToPath } from "node:url";
import { readSafetensors } from "@crosstilt/formats/node";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser, violations } from "./browser.js";

const models = ["twoSided", "labelGivenImage", "imageGivenLabel"] as const;
const says = (page: Page, model: string) => page.locator(`[data-says=${model}]`).textContent();
const numberIn = async (page: Page, selector: string) => {
  const text = await page.locator(selector).textContent();
  return Number(text!.replace(/[^\d.]/g, ""));
};

/** Draws lines through points given as shares of the pad. */
async function draw(page: Page, points: readonly (readonly [number, number])[]): Promise<void> {
  const box = (await page.locator(".pad").boundingBox())!;
  const at = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(points[0]!));
  await page.mouse.down();
  for (const point of points.slice(1)) await page.mouse.move(...at(point), { steps: 12 });
  await page.mouse.up();
}

describe("the MNIST lab", () => {
  const { open } = useBrowser();

  it("takes a drawn seven for a seven, keeps it in the address and restores it on reload", async () => {
    const { page, complaints } = await open("#/mnist");
    await draw(page, [
      [0.25, 0.2],
      [0.72, 0.2],
      [0.45, 0.85],
    ]);
    for (const model of models) await expect.poll(() => says(page, model)).toMatch(/^7, with/);
    await page.waitForFunction(() => location.hash.includes("ink="));
    await page.reload();
    for (const model of models) await expect.poll(() => says(page, model)).toMatch(/^7, with/);
    expect(await page.locator(".pad polyline").count()).toBe(1);
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByText(/test image, label/).waitFor();
    expect(complaints).toEqual([]);
  });

  it("takes a seven drawn with the keyboard for a seven", async () => {
    const { page, complaints } = await open("#/mnist");
    const pen = page.getByRole("slider", { name: /^Pen/ });
    const press = async (key: string, times: number) => {
      for (let i = 0; i < times; i += 1) await pen.press(key);
    };
    await press("ArrowUp", 5);
    await press("ArrowLeft", 5);
    await pen.press("Enter");
    expect(await pen.getAttribute("aria-valuetext")).toMatch(/drawing$/);
    await press("ArrowRight", 10);
    for (let i = 0; i < 6; i += 1) {
      await press("ArrowDown", 2);
      await pen.press("ArrowLeft");
    }
    await pen.press("Enter");
    await press("ArrowLeft", 3);
    expect(await page.locator(".pad polyline").count()).toBe(1);
    for (const model of models) await expect.poll(() => says(page, model)).toMatch(/^7, with/);
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("takes a test image by its number, waits while it is half typed, and brings it into range", async () => {
    const { page } = await open("#/mnist?image=12");
    const field = page.getByLabel("Test image, 0 to 9999");
    await field.fill("");
    expect(await field.inputValue()).toBe("");
    await page.getByText("test image, label 9").waitFor();
    await field.pressSequentially("123456");
    await field.blur();
    expect(await field.inputValue()).toBe("9999");
    await page.waitForFunction(() => location.hash.includes("image=9999"));
    await page.getByText("test image, label 6").waitFor();
  });

  it("shows the models that came with the app: accurate, and diverse but for labels given images; and neighbours", async () => {
    const { page } = await open("#/mnist");
    const file = fileURLToPath(new URL("../public/mnist-models.safetensors", import.meta.url));
    const { metadata } = await readSafetensors(file);
    const sizes = Object.fromEntries(
      await Promise.all(models.map(async (model) => [model, await numberIn(page, `[data-ess=${model}]`)])),
    );
    expect(sizes.twoSided).toBeGreaterThan(900);
    expect(sizes.imageGivenLabel).toBeGreaterThan(900);
    expect(sizes.labelGivenImage).toBeLessThan(300);
    // The collapse that sixteen images cannot show: of a thousand draws far fewer are different.
    const different = (model: string) => numberIn(page, `[data-distinct=${model}]`);
    expect(await different("labelGivenImage")).toBeLessThan((await different("twoSided")) / 2);
    for (const model of models) {
      await expect.poll(() => page.locator(`[data-accuracy=${model}]`).textContent()).not.toBe("–");
      expect(Math.abs((await numberIn(page, `[data-accuracy=${model}]`)) - 100 * Number(metadata[model]))).toBeLessThan(
        0.3,
      );
    }
    await page.locator("svg[aria-label^='Images drawn'] .thumbnail").nth(3).press("Enter");
    await page.waitForFunction(() => location.hash.includes("of="));
    const index = new URL(page.url()).hash.match(/of=(\d+)/)![1];
    await page.getByText(`Test image ${index} and its 14 nearest`).waitFor();
    const labels = page.locator(
      `svg[aria-label^='Neighbours of test image ${index}'] .thumbnail[aria-label*='label 7,']`,
    );
    await expect.poll(() => labels.count()).toBeGreaterThan(10);
  });

  it("learns anew, pauses, and goes back to the models that came with the app", async () => {
    const { page, complaints } = await open("#/mnist?images=1000&epochs=3");
    await page.getByRole("button", { name: "Train" }).click();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("button", { name: "Resume" }).click();
    const status = page.locator(".training-status");
    await expect.poll(() => status.getAttribute("data-status")).toBe("done");
    await expect.poll(() => page.locator("[data-accuracy=imageGivenLabel]").textContent()).not.toBe("–");
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Fine-tune it" }).click();
    const [before, after] = await Promise.all([
      numberIn(page, "[data-accuracy=imageGivenLabel]"),
      page.locator("[data-fine-tuned]").getAttribute("data-fine-tuned"),
    ]);
    expect(100 * Number(after)).toBeGreaterThan(before + 5);
    const learned = await numberIn(page, "[data-accuracy=twoSided]");
    expect(learned).toBeGreaterThan(55);
    expect(learned).toBeLessThan(97);
    await page.getByRole("button", { name: "Reset" }).click();
    await expect.poll(() => numberIn(page, "[data-accuracy=twoSided]")).toBeGreaterThan(98);
    expect(complaints).toEqual([]);
  });
});

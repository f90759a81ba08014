// `npm run test:webgpu`: where the processor imitates the GPU, preparing the programs of LeNet alone takes half a minute.
import { describe, expect, it } from "vitest";
import { softwareGpu, useBrowser } from "../browser.js";

describe("with WebGPU", () => {
  const { open } = useBrowser(softwareGpu);

  it("trains the models of the MNIST lab, which go on answering", async () => {
    const { page, complaints } = await open("#/mnist?images=1000&epochs=1&compute=webgpu");
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await page.locator("[data-place=webgpu]").waitFor();
    await page.getByRole("button", { name: "Reset" }).click();
    await page.getByRole("button", { name: "Next test image" }).click();
    await expect.poll(() => page.locator("[data-says=twoSided]").textContent()).toMatch(/with/);
    expect(complaints).toEqual([]);
  });
});

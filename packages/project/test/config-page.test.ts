import { expect, test } from "vitest";
import { configPage } from "./config-page.js";

test("docs/config.md says what configs may say", async () => {
  await expect(configPage()).toMatchFileSnapshot("../../../docs/config.md");
});

// Chromium unpacks itself on first use; suites that start it side by side would run each other's unfinished copy.
import { createRequire } from "node:module";

const packages = createRequire(new URL("../packages/backends/package.json", import.meta.url));

export default async function unpackChromium(): Promise<void> {
  await packages("@sparticuz/chromium").executablePath();
}

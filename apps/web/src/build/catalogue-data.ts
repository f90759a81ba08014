import type { Plugin } from "vite";
import { entryOf } from "../catalogue/entry.js";

const id = "virtual:catalogue";

/** The built-in catalogue as data, taken from @crosstilt/catalogue when the app is built: pages need no tensors to show it. */
export const catalogueData = (): Plugin => ({
  name: "catalogue-data",
  resolveId: (source) => (source === id ? `\0${id}` : undefined),
  load: async (module) => {
    if (module !== `\0${id}`) return undefined;
    const { createCatalogue } = await import("@crosstilt/catalogue");
    const { losses, metrics, encoders } = createCatalogue();
    const entries = [losses, metrics, encoders].flatMap((registry) => registry.all().map((part) => entryOf(part)));
    return `export default ${JSON.stringify(entries)};`;
  },
});

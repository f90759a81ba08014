import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { catalogueData } from "./src/build/catalogue-data.js";
import { mnistFiles } from "./src/build/mnist-files.js";

/** Isolation of the page, which shared memory and precise timers ask for; `crosstilt web` sends the same. */
const headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default defineConfig({
  // Relative addresses: the build works from any static host and sub-path.
  base: "./",
  plugins: [react(), catalogueData(), mnistFiles()],
  build: { target: "es2022", chunkSizeWarningLimit: 1200, license: { fileName: "THIRD-PARTY-NOTICES.md" } },
  worker: { format: "es" },
  server: { headers },
  preview: { headers },
});

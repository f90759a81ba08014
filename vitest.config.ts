import { tmpdir } from "node:os";
import { join } from "node:path";
import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

const conditions = ["@crosstilt/source", "node", "import", "module", "default"];

/** Suites that ask for a real Chromium, or for WebGPU in Node; only with one of them is either made ready. */
const browser = ["apps/web/test/*.test.ts", "packages/backends/test/webgpu-browser.test.ts"];
const gpu = ["packages/backends/test/capabilities.test.ts", "packages/experiments/test/loss-curves.test.ts"];

/** What takes long on a GPU that the processor imitates; `npm run test:webgpu` runs it. */
const slow = ["apps/web/test/webgpu/*.test.ts"];

const suites = (
  name: string,
  include: string[],
  { exclude = [], globalSetup = [] }: { exclude?: string[]; globalSetup?: string[] },
): TestProjectInlineConfiguration => ({
  extends: true,
  test: { name, include, exclude: [...configDefaults.exclude, ...exclude], globalSetup },
});

const chromium = { globalSetup: ["./test/unpack-chromium.ts"] };

const everyday = [
  suites("node", ["packages/*/test/**/*.test.ts", "apps/*/test/**/*.test.ts", "test/**/*.test.ts"], {
    exclude: [...browser, ...gpu, ...slow],
  }),
  suites("browser", browser, chromium),
  suites("gpu", gpu, { globalSetup: ["./test/optional-backends.ts"] }),
];

export default defineConfig(({ mode }) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    setupFiles: ["./test/setup.ts"],
    pool: "forks",
    // What the user has allowed is kept there; tests allow things that the user has not.
    env: { XDG_CONFIG_HOME: join(tmpdir(), `crosstilt-tests-${process.pid}`) },
    // They end tests that hang; a loaded machine is no reason to fail.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 300_000 } },
    projects: mode === "webgpu" ? [suites("webgpu", slow, chromium)] : everyday,
  },
}));

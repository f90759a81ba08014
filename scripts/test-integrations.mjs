// Installs the packed packages where strangers do, and trains with them there; see integrations/README.md.
import { execSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import sparticuz from "@sparticuz/chromium";
import { chromium } from "playwright-core";

const place = mkdtempSync(join(tmpdir(), "crosstilt-integrations-"));
const tools = {
  esbuild: "0.28.2",
  vite: "8.3.8",
  rollup: "4.62.1",
  "@rollup/plugin-node-resolve": "16.0.3",
  "@rollup/plugin-commonjs": "29.0.0",
  webpack: "5.113.0",
  "webpack-cli": "6.0.1",
  ts54: "npm:typescript@5.4.5",
  ts59: "npm:typescript@5.9.3",
  ts6: "npm:@typescript/typescript6@6.0.2",
};
const used = ["backends", "core", "encoders", "gaussian", "losses", "metrics", "train"];

/** Runs a command in the place; its output is shown when it fails. */
function run(command, cwd = place) {
  try {
    return execSync(command, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 2 ** 28 });
  } catch ({ stdout, stderr }) {
    throw new Error(`${command}\n${stdout}${stderr}`);
  }
}

function install() {
  const tarballs = join(place, "tarballs");
  mkdirSync(tarballs);
  run(`npx pnpm -r --filter "./packages/*" pack --pack-destination "${tarballs}"`, process.cwd());
  const ours = Object.fromEntries(
    readdirSync(tarballs).map((file) => [
      file.replace(/^crosstilt-/, "@crosstilt/").replace(/-\d+\.\d+\.\d+.*$/, ""),
      `file:./tarballs/${file}`,
    ]),
  );
  const wanted = Object.fromEntries(used.map((name) => [`@crosstilt/${name}`, ours[`@crosstilt/${name}`]]));
  const dependencies = { ...wanted, ...tools, "@tensorflow/tfjs-core": "4.22.0" };
  writeFileSync(
    join(place, "package.json"),
    JSON.stringify({ private: true, type: "module", dependencies, overrides: ours }),
  );
  run("npm install --no-audit --no-fund --silent");
  cpSync("integrations", place, { recursive: true });
}

const bundles = {
  esbuild: () =>
    run(
      "npx esbuild app/page.js app/worker.js --bundle --splitting --format=esm --outdir=out/esbuild --log-level=warning",
    ),
  vite: () => run('npx vite build app --outDir ../out/vite --base "./" --logLevel error'),
  rollup: () =>
    run("npx rollup app/page.js app/worker.js -d out/rollup -f es --silent -p node-resolve={browser:true} -p commonjs"),
  webpack: () => run("npx webpack ./app/page.js --mode production -o out/webpack --output-filename page.js"),
};

const files = { ".html": "text/html", ".js": "text/javascript" };

async function inChromium(name) {
  const folder = join(place, "out", name);
  if (!existsSync(join(folder, "index.html"))) cpSync(join(place, "app/index.html"), join(folder, "index.html"));
  const server = createServer(({ url }, response) => {
    const path = join(folder, url === "/" ? "index.html" : url.split("?")[0]);
    if (!existsSync(path)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": files[extname(path)] ?? "application/octet-stream" });
    response.end(readFileSync(path));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const executablePath = await sparticuz.executablePath();
  const browser = await chromium.launch({ executablePath, args: sparticuz.args, headless: true });
  try {
    const page = await browser.newPage();
    const missing = [];
    page.on("response", (response) => response.status() >= 400 && missing.push(response.url()));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction(() => globalThis.result?.page && globalThis.result?.worker, null, { timeout: 300_000 });
    const result = await page.evaluate(() => globalThis.result);
    const lost = missing.filter((url) => !url.endsWith("favicon.ico"));
    if (lost.length > 0) throw new Error(`missing files: ${lost.join(", ")}`);
    return result;
  } finally {
    await browser.close();
    server.close();
  }
}

/** Trained on wasm, without a fallback, to the loss that every engine gives. */
function demandTrained(where, { backend, tried = [], loss, error }) {
  const trained = backend === "wasm" && tried.length === 0 && Math.abs(loss + 3.001) < 0.01;
  if (error || !trained) throw new Error(`${where}: ${error ?? JSON.stringify({ backend, tried, loss })}`);
}

function typescript() {
  for (const compiler of ["ts54", "ts59", "ts6"])
    for (const [module, moduleResolution] of [
      ["node16", "node16"],
      ["esnext", "bundler"],
    ]) {
      // From TypeScript 6 on its own DOM contradicts the WebGPU types that tfjs 4.22 brings; ours are checked all the same.
      const skipLibCheck = compiler === "ts6";
      const compilerOptions = { noEmit: true, strict: true, skipLibCheck, target: "es2022", module };
      // tfjs names long.js without importing it; types of Node come with the tools, and are too new for old compilers.
      const lib = ["es2022", "dom"];
      const config = {
        compilerOptions: { ...compilerOptions, moduleResolution, lib, types: ["long"] },
        files: ["consumer.ts"],
      };
      writeFileSync(join(place, "typescript/tsconfig.json"), JSON.stringify(config));
      run(`node node_modules/${compiler}/lib/tsc.js -p typescript`);
    }
}

const node = (file) => () => demandTrained(file, JSON.parse(run(`node app/${file}`)));
const inPages = Object.entries(bundles).map(([name, build]) => [
  name,
  async () => {
    build();
    const { page, worker } = await inChromium(name);
    demandTrained(`${name}, page`, page);
    demandTrained(`${name}, worker`, worker);
  },
]);
const checks = {
  "node-esm": node("node.js"),
  "node-cjs": node("node.cjs"),
  typescript,
  ...Object.fromEntries(inPages),
};

const asked = process.argv.slice(2);
install();
let failures = 0;
for (const [name, check] of Object.entries(checks)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  try {
    await check();
    process.stdout.write(`ok   ${name}\n`);
  } catch (error) {
    failures += 1;
    process.stdout.write(`FAIL ${name}\n${error.message}\n`);
  }
}
if (failures === 0) rmSync(place, { recursive: true, force: true });
process.exit(failures === 0 ? 0 : 1);

/**
 * Drags the ellipse of the Tilt lab in a real Chromium for three seconds and prints how many frames a second the page drew,
 * and how soon the lab could be used. Needs the built app: npm run build at the root.
 */
import { fileURLToPath } from "node:url";
import sparticuz from "@sparticuz/chromium";
import { chromium } from "playwright-core";
import { serveFolder } from "../../cli/dist/static-server.js";

const DRAG = 3000;

const server = await serveFolder(fileURLToPath(new URL("../dist/", import.meta.url)), 0);
const browser = await chromium.launch({
  executablePath: await sparticuz.executablePath(),
  args: ["--no-sandbox", "--disable-gpu"],
  headless: true,
});
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
const opened = performance.now();
await page.goto(`${server.url}#/tilt`);
const handle = page.getByRole("slider", { name: /Right end of the ellipse/ });
await handle.waitFor();
const usable = performance.now() - opened;
const box = await handle.locator(".knob").boundingBox();
const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];

await page.mouse.move(x, y);
await page.mouse.down();
const inspector = await browser.newBrowserCDPSession();
/** Processor seconds of the pages' processes so far: they tell what a frame costs on a machine that is busy with other things. */
const rendererSeconds = async () => {
  const { processInfo } = await inspector.send("SystemInfo.getProcessInfo");
  return processInfo.filter(({ type }) => type === "renderer").reduce((sum, { cpuTime }) => sum + cpuTime, 0);
};
const before = await rendererSeconds();
// One move of the held mouse before every frame, from inside the page: what comes from outside is slower than a hand.
const times = await handle.evaluate(
  (knob, { x, y, duration }) =>
    new Promise((resolve) => {
      const frames = [];
      const step = (time) => {
        frames.push(time);
        if (time - frames[0] > duration) return resolve(frames);
        const angle = (time - frames[0]) / 200;
        const place = { clientX: x - 25 + 25 * Math.cos(angle), clientY: y + 40 * Math.sin(angle) };
        knob.dispatchEvent(new PointerEvent("pointermove", { pointerId: 1, bubbles: true, ...place }));
        requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    }),
  { x, y, duration: DRAG },
);
const cost = ((await rendererSeconds()) - before) / times.length;
const moved = await handle.getAttribute("aria-valuetext");
await page.mouse.up();
await browser.close();
await server.close();

const gaps = times.slice(1).map((time, i) => time - times[i]);
const rate = (1000 * gaps.length) / (times.at(-1) - times[0]);
process.stdout.write(
  `usable after ${usable.toFixed(0)} ms; ${rate.toFixed(1)} frames a second while dragging (now at ${moved}), ` +
    `longest gap ${Math.max(...gaps).toFixed(0)} ms, ${(1000 * cost).toFixed(1)} ms of processor time a frame\n`,
);

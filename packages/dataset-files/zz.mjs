import { readTable } from "./dist/index.js";

for (const f of process.argv.slice(2)) {
  const t = performance.now();
  try {
    const r = await readTable(f);
    console.log(f, r.rows, r.columns.length, Math.round(performance.now() - t));
  } catch (e) {
    console.log(f, e.message.slice(0, 200), Math.round(performance.now() - t));
  }
}

import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { createKernels } from "../src/index.js";
import { createKernelPool } from "../src/node.js";
import { withKernels } from "./heap.js";
import { randomArray, uniform } from "./numbers.js";

const threads = 2;

describe("a kernel pool", () => {
  test("gives the same bits on every run", () =>
    withKernels({ threads }, (kernels, heap) => {
      const [n, d] = [200, 9];
      const random = uniform(1);
      const [u, v] = [heap.put(randomArray(n * d, random)), heap.put(randomArray(n * d, random))];
      const [diagonal, row, column] = [heap.room(n), heap.room(n), heap.room(n)];
      const runs = Array.from({ length: 20 }, () => {
        kernels.scoreStatistics({ u, v, n, m: n, d, scale: 9, diagonal, rowLogMeanExp: row, columnLogMeanExp: column });
        return [row, column].flatMap((pointer) => [...heap.take(pointer, n)]);
      });
      for (const run of runs) expect(run).toEqual(runs[0]);
    }));

  test("splits large products by rows or by columns without changing a bit", () =>
    withKernels({ threads }, (pool, heap) => {
      for (const [m, k, n] of [
        [300, 100, 90],
        [90, 100, 300],
      ] as const) {
        const random = uniform(2);
        const [a, b] = [heap.put(randomArray(m * k, random)), heap.put(randomArray(k * n, random))];
        const [whole, one] = [heap.room(m * n), heap.room(m * n)];
        pool.matMul({ a, b, out: whole, m, k, n });
        for (let i = 0; i < m; i++) pool.matMul({ a: a + i * k * 4, b, out: one + i * n * 4, m: 1, k, n });
        expect(heap.take(whole, m * n)).toEqual(heap.take(one, m * n));
      }
    }));

  test("a pointer beyond the heap fails loudly and leaves the pool usable", () =>
    withKernels({ threads }, (kernels, heap) => {
      const beyond = heap.memory.buffer.byteLength - 64;
      const size = 400;
      const out = heap.room(size * size);
      const product = { b: out, out, m: size, k: size, n: size };
      expect(() => kernels.matMul({ ...product, a: beyond })).toThrow();
      const ones = heap.put(new Float32Array(size * size).fill(1));
      kernels.matMul({ ...product, a: ones, b: ones });
      expect(heap.take(out, size * size).every((value) => value === size)).toBe(true);
    }));

  test("does not keep the process alive", () => {
    const program = `
      import { createKernelPool } from "@crosstilt/kernels-wasm/node";
      const memory = new WebAssembly.Memory({ initial: 200, maximum: 200, shared: true });
      let top = 1024;
      const allocate = (bytes) => { top += bytes; return top - bytes; };
      const kernels = await createKernelPool({ memory, allocate, free() {}, threads: 3 });
      kernels.sum({ x: 4096, out: 2048, outer: 2, count: 100000, inner: 1 });
      console.log("done");`;
    const options = { cwd: new URL("..", import.meta.url), encoding: "utf8" as const, timeout: 300_000 };
    expect(execFileSync(process.execPath, ["--input-type=module", "--eval", program], options)).toBe("done\n");
  });

  test("refuses memory that is not shared, and no threads", async () => {
    const heap = { allocate: () => 64, free: () => {}, threads };
    const own = new WebAssembly.Memory({ initial: 1 });
    const shared = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    await expect(createKernelPool({ ...heap, memory: own })).rejects.toThrow("memory: expected shared memory");
    await expect(createKernelPool({ ...heap, memory: shared, threads: 0 })).rejects.toThrow("received 0");
  });

  test("dispose gives every block back", async () => {
    const memory = new WebAssembly.Memory({ initial: 100, maximum: 100, shared: true });
    const alive = new Set<number>();
    let top = 1024;
    const allocate = (bytes: number) => {
      const pointer = top;
      top += bytes;
      alive.add(pointer);
      return pointer;
    };
    const kernels = await createKernelPool({ memory, allocate, free: (pointer) => alive.delete(pointer), threads });
    kernels.matMul({ a: 8192, b: 8192, out: 16_384, m: 3, k: 3, n: 3 });
    expect(alive.size).toBe(3);
    kernels.dispose();
    expect(alive.size).toBe(0);
  });

  test("an exhausted heap is reported before anything is written", () =>
    expect(
      createKernels({ memory: new WebAssembly.Memory({ initial: 1 }), allocate: () => 0, free: () => {} }),
    ).rejects.toThrow(
      "workspace of the kernels: expected a block of 224 bytes of the WebAssembly heap, received none left",
    ));
});

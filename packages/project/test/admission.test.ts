import { expect, test } from "vitest";
import { admission } from "../src/serve/admission.js";

/** Work that ends when it is told to. */
function held() {
  let end: (error?: Error) => void = () => {};
  const done = new Promise<string>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve("done"));
  });
  return { work: () => done, end: (error?: Error) => end(error) };
}

test("work is taken on until there is too much, by its size and not by its number", async () => {
  const { during, pending } = admission(10);
  const [large, small] = [held(), held()];
  const first = during(9, large.work);
  const second = during(1, small.work);
  expect(pending()).toBe(10);
  await expect(during(1, small.work)).rejects.toThrow("too much to do at a time");
  large.end();
  expect(await first).toBe("done");
  expect(pending()).toBe(1);
  const third = during(9, small.work);
  small.end();
  expect(await Promise.all([second, third])).toEqual(["done", "done"]);
  expect(pending()).toBe(0);
});

test("who has nothing to do takes on anything; work that fails ends", async () => {
  const { during, pending } = admission(10);
  const { work, end } = held();
  const huge = during(1000, work);
  await expect(during(1, work)).rejects.toMatchObject({ status: 503 });
  end(new Error("no"));
  await expect(huge).rejects.toThrow("no");
  expect(pending()).toBe(0);
});

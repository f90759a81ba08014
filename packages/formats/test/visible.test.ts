import { expect, test } from "vitest";
import { decodeNpy, refusal, visible, visibleJson } from "../src/index.js";

test("what would act on a terminal is shown", () => {
  expect(visible("a\u001b[31mb\u0007\u009b2J\u202e\r\n")).toBe("a\\x1b[31mb\\x07\\x9b2J\\u202e\\x0d\\x0a");
  expect(visible("a\nb\tc ä 日本 😀", "\n\t")).toBe("a\nb\tc ä 日本 😀");
});

test("no refusal lets the names and contents of files act on a terminal", () => {
  const evil = "\u001b]0;x\u0007";
  const { message } = refusal({ argument: evil, expected: evil, received: evil, remedy: evil });
  expect([message.includes("\u001b"), message.includes("\u0007")]).toEqual([false, false]);
  expect(() => decodeNpy(new Uint8Array(0), `${evil}.npy`)).toThrow("\\x1b]0;x\\x07.npy: expected an NPY file");
});

test("JSON keeps its meaning", () => {
  const value = { a: "\u001b\u009b\u202e\\x1b \u2028" };
  const text = visibleJson(JSON.stringify(value));
  expect(text).toMatch(/^[\x20-\x7e]*$/);
  expect(JSON.parse(text)).toEqual(value);
});

import { afterEach, expect, test, vi } from "vitest";
import { reportFailure } from "../src/failure.js";
import { note } from "../src/output.js";

const EVIL = "\u001b[2J\u009bH\u202e";
afterEach(() => vi.restoreAllMocks());

test("no line, note or error lets data act on the terminal", () => {
  const written: string[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => written.push(String(text)) > 0);
  note(`column ${EVIL}`);
  reportFailure(new Error(`file ${EVIL}`), true);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not be there
  const own = written.join("").replace(/\x1b\[\d+m/g, "");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
  expect(own).not.toMatch(/[\x1b\x9b\u202e]/);
  expect(own).toContain("\\x1b[2J\\x9bH\\u202e");
});

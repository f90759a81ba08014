import fc from "fast-check";
import { expect, test } from "vitest";
import { instantOf, instantText } from "../src/index.js";

test("an instant has the text of its date, whatever it is counted in", () => {
  const range = { min: -62_135_596_800n, max: 253_402_300_799n };
  fc.assert(
    fc.property(fc.bigInt(range), (seconds) => {
      const expected = new Date(Number(seconds) * 1000).toISOString().replace(".000Z", "Z").replace("T00:00:00Z", "");
      expect(instantText(seconds, "s")).toBe(expected);
      expect(instantText(seconds * 1000n, "ms")).toBe(expected);
      expect(instantText(seconds * 1_000_000_000n, "ns")).toBe(expected);
      expect(instantOf(expected)).toBe(expected);
    }),
  );
});

test("no two counts have one text, and all digits come back", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }), (count) => {
      const text = instantText(count, "ns");
      const [date, fraction = ""] = text.replace("Z", "").split(".");
      const seconds = BigInt(Date.parse(date!.includes("T") ? `${date}Z` : date!)) / 1000n;
      expect(seconds * 1_000_000_000n + BigInt(fraction.padEnd(9, "0"))).toBe(count);
    }),
  );
  expect(instantText(2n ** 62n, "s")).toBe("4611686018427387904 s since 1970");
});

test.each([
  ["2024-05-01", "2024-05-01"],
  ["2024-05-01 00:00:00", "2024-05-01"],
  ["2024-05-01T00:00:00.000Z", "2024-05-01"],
  ["2024-05-01 00:00:00+00:00", "2024-05-01"],
  ["2024-05-01 12:30", "2024-05-01T12:30:00Z"],
  ["2024-05-01T12:00:00.000037", "2024-05-01T12:00:00.000037Z"],
  ["2024-05-01 12:00:00.000037000 UTC", "2024-05-01T12:00:00.000037Z"],
  ["2024-05-01T01:00:00.5+02:00", "2024-04-30T23:00:00.5Z"],
  ["2024-05-01T01:00:00-0530", "2024-05-01T06:30:00Z"],
  ["2024-02-30", undefined],
  ["2024-05-01T24:00:00", undefined],
  ["2024-5-1", undefined],
  ["20240501", undefined],
  ["hello", undefined],
])("the text %s is the instant %s", (text, expected) => {
  expect(instantOf(text)).toBe(expected);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { csvParser } from "../src/csv.js";

/** Parses a text cut at the given places. */
function parse(text: string, cuts: readonly number[] = [], separator = ","): string[][] {
  const parser = csvParser("a.csv", separator);
  const edges = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  const records = edges.slice(1).flatMap((end, i) => parser.push(text.slice(edges[i], end)));
  return [...records, ...parser.end()].map(({ fields }) => [...fields]);
}

const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`;

test("any fields come back from a quoted text, wherever it is cut and whatever ends its lines", () => {
  const fields = fc.array(fc.string({ unit: fc.constantFrom(...'ab,"\n\r\t;é中😀 ') }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      fc.array(fields),
      fc.constantFrom("\n", "\r\n"),
      fc.boolean(),
      fc.array(fc.nat()),
      (rows, end, last, cuts) => {
        const text = rows.map((row) => row.map(quoted).join(",")).join(end) + (last && rows.length > 0 ? end : "");
        expect(parse(text, cuts)).toEqual(rows);
      },
    ),
  );
});

test("plain fields keep their spaces, quotes inside them and lone carriage returns", () => {
  expect(parse('a b, c"d ,\re\n')).toEqual([["a b", ' c"d ', "\re"]]);
  expect(parse("a\tb,c", [], "\t")).toEqual([["a", "b,c"]]);
  expect(parse("a\n\nb\n")).toEqual([["a"], [""], ["b"]]);
  expect(parse(",\n")).toEqual([["", ""]]);
  expect(parse("")).toEqual([]);
});

test("records know the line they begin on", () => {
  const parser = csvParser("a.csv", ",");
  const records = [...parser.push('a\n"b\nc"\nd'), ...parser.end()];
  expect(records.map(({ line }) => line)).toEqual([1, 2, 4]);
});

test("quotes that do not close, and text after one that does, are refused with their line", () => {
  expect(() => parse('a,b\n1,"2\n3\n')).toThrow(
    "a.csv, line 2: expected a closing quote, received the end of the file",
  );
  expect(() => parse('a,b\n1,"2"x\n')).toThrow(
    'a.csv, line 2: expected "," or the end of the line after a closing quote, received "x"',
  );
});

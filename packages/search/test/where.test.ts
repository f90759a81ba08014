import { atOnce } from "@crosstilt/core";
import { expect, test } from "vitest";
import { rowsWhere } from "../src/index.js";

const columns = {
  price: [5, 20, null, 30, -1.5],
  colour: ["red", "blue", "red", null, "o'green"],
  "net weight": [1, 2, 3, 4, 5],
};
const rows = (where: string) => [...atOnce(rowsWhere(where, columns))];

test.each([
  ["price < 20", [0, 4]],
  ["price <= 2e1 AND colour = 'red'", [0]],
  ["price < 20 or colour = 'red'", [0, 2, 4]],
  ["colour = 'blue' or price > 0 and colour = 'red'", [0, 1]],
  ["(colour = 'blue' or price > 0) and colour = 'red'", [0]],
  ["not price < 20", [1, 3]],
  ["price != 5", [1, 3, 4]],
  ["price <> -1.5", [0, 1, 3]],
  ["colour in ('red', 'o''green')", [0, 2, 4]],
  ["not colour in ('red')", [1, 4]],
  ["price is null", [2]],
  ["price is not null and not (colour = 'red' or colour = 'blue')", [4]],
  ["not (price > 0 and colour = 'red')", [1, 4]],
  ['"net weight" >= 4', [3, 4]],
  ["colour > 'p'", [0, 2]],
  ["price in (5,30)", [0, 3]],
  ["price = 7", []],
])("%s", (where, wanted) => expect(rows(where)).toEqual(wanted));

test.each([
  ["", "the name of a column"],
  ["prices < 3", 'one of the gallery\'s columns: price, colour, net weight, received "prices"'],
  ["price < '3'", 'column "price": expected a number, without quotes'],
  ["colour = 3", 'column "colour": expected a word, in single quotes'],
  ["colour = red", "a number, or a word in single quotes"],
  ["price < 3 price > 1", "and, or, or the end"],
  ["(price < 3", 'expected ")"'],
  ["price like 3", "=, !=, <, <=, >, >=, in or is"],
  ["price < 3; drop", "received ; drop"],
  ["price < 3x", "received 3x"],
  [`${"(".repeat(500)}price < 3`, "at most 100 brackets"],
  ["constructor = 3", "one of the gallery's columns"],
])("%s is refused", (where, words) => expect(() => rows(where)).toThrow(words));

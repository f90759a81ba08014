import { demand, refusal, suggest } from "@crosstilt/core";

/** What stands in a column for an entry; null where nothing is known. */
export type Cell = string | number | null;

/** What is known of a gallery's entries, by column, a cell for each entry. */
export type Columns = Readonly<Record<string, readonly Cell[]>>;

/** Whether an entry is meant; null where a cell that decides it is missing, as in SQL. */
type Test = (row: number) => boolean | null;

/** Entries that are looked at between two turns. */
const ROWS = 4096;

/**
 * The rows of a gallery that a condition on its columns holds for, in order; yields now and then, for `inTurns`. The language is the
 * `WHERE` of SQL: `=`, `!=` (`<>`), `<`, `<=`, `>`, `>=`, `in (…)`, `is null`, `is not null`, `and`, `or`, `not`, brackets; words in single
 * quotes, names of columns bare or in double quotes. Words compare by their characters. Nothing holds for a missing cell but `is null`.
 *
 * @param columns cells of each column, `[n]`.
 * @throws when the condition cannot be read, names an unknown column, or compares words with numbers.
 * @example
 * const rows = atOnce(rowsWhere("price < 20 and colour = 'red'", { price: [3, 30], colour: ["red", "red"] })); // [0]
 */
export function* rowsWhere(where: string, columns: Columns): Generator<undefined, Int32Array> {
  const test = parsed(where, columns);
  const count = Object.values(columns)[0]?.length ?? 0;
  const rows: number[] = [];
  for (let row = 0; row < count; row++) {
    if (test(row) === true) rows.push(row);
    if (row % ROWS === ROWS - 1) yield;
  }
  return Int32Array.from(rows);
}

interface Token {
  readonly kind: "word" | "text" | "name" | "number" | "sign" | "end";
  readonly text: string;
}

const TOKEN =
  /\s*(?:(?<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?![\p{L}\d_]))|(?<word>[\p{L}_][\p{L}\d_.-]*)|'(?<text>(?:[^']|'')*)'|"(?<name>(?:[^"]|"")*)"|(?<sign><=|>=|<>|!=|[=<>(),]))/iuy;

function tokensOf(where: string): Token[] {
  const tokens: Token[] = [];
  const end = where.trimEnd().length;
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < end; ) {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(where)?.groups;
    if (!groups) throw unreadable(where, "a condition", where.slice(at, at + 20).trim());
    const [kind, text] = Object.entries(groups).find(([, found]) => found !== undefined) as [Token["kind"], string];
    const quote = kind === "text" ? "''" : '""';
    tokens.push({ kind, text: kind === "text" || kind === "name" ? text.replaceAll(quote, quote[0]!) : text });
  }
  return [...tokens, { kind: "end", text: "its end" }];
}

const unreadable = (where: string, expected: string, received: string) =>
  refusal({
    argument: "where",
    expected: `${expected} in "${where.slice(0, 200)}"`,
    received,
    remedy: "Write it as price < 20 and colour in ('red', 'blue')",
  });

/** Conditions within conditions, at most: what nests deeper is no question but an attack. */
const DEEPEST = 100;

function parsed(where: string, columns: Columns): Test {
  const tokens = tokensOf(where);
  let at = 0;
  let depth = 0;
  const next = () => tokens[at]!;
  const is = (word: string) => (next().kind === "word" || next().kind === "sign") && next().text.toLowerCase() === word;
  const accepts = (word: string) => {
    if (!is(word)) return false;
    at += 1;
    return true;
  };
  const expects = (word: string) => {
    if (!accepts(word)) throw unreadable(where, `"${word}"`, next().text);
  };
  const either = (): Test => {
    let left = both();
    while (accepts("or")) left = or(left, both());
    return left;
  };
  const both = (): Test => {
    let left = single();
    while (accepts("and")) left = and(left, single());
    return left;
  };
  const single = (): Test => {
    depth += 1;
    if (depth > DEEPEST) throw unreadable(where, `at most ${DEEPEST} brackets and nots`, "more");
    const test = accepts("not") ? not(single()) : accepts("(") ? inBrackets() : comparison();
    depth -= 1;
    return test;
  };
  const inBrackets = (): Test => {
    const test = either();
    expects(")");
    return test;
  };
  const comparison = (): Test => {
    const { kind, text: name } = next();
    if (kind !== "word" && kind !== "name") throw unreadable(where, "the name of a column", name);
    at += 1;
    const cells = cellsOf(name, columns);
    if (accepts("is")) {
      const missing = !accepts("not");
      expects("null");
      return (row) => (cells[row] === null) === missing;
    }
    if (accepts("in")) {
      expects("(");
      const values = [value(name, cells)];
      while (accepts(",")) values.push(value(name, cells));
      expects(")");
      const wanted = new Set<Cell>(values);
      return (row) => (cells[row] === null ? null : wanted.has(cells[row]!));
    }
    const sign = next();
    const compare = comparisons[sign.text];
    if (sign.kind !== "sign" || !compare) throw unreadable(where, "=, !=, <, <=, >, >=, in or is", sign.text);
    at += 1;
    const other = value(name, cells);
    return (row) => (cells[row] === null ? null : compare(cells[row]!, other));
  };
  const value = (name: string, cells: readonly Cell[]): string | number => {
    const { kind, text } = next();
    if (kind !== "text" && kind !== "number") throw unreadable(where, "a number, or a word in single quotes", text);
    at += 1;
    const read = kind === "number" ? Number(text) : text;
    const known = cells.find((cell) => cell !== null) ?? read;
    demand(typeof known === typeof read, () => ({
      argument: `where, column "${name}"`,
      expected: typeof known === "number" ? "a number, without quotes" : "a word, in single quotes",
      received: text,
    }));
    return read;
  };
  const test = either();
  if (next().kind !== "end") throw unreadable(where, "and, or, or the end", next().text);
  return test;
}

const comparisons: Readonly<Record<string, (a: string | number, b: string | number) => boolean>> = {
  "=": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<>": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

const not =
  (test: Test): Test =>
  (row) => {
    const found = test(row);
    return found === null ? null : !found;
  };

const and =
  (left: Test, right: Test): Test =>
  (row) => {
    const first = left(row);
    if (first === false) return false;
    const second = right(row);
    return second === false ? false : first === null || second === null ? null : true;
  };

const or = (left: Test, right: Test): Test => not(and(not(left), not(right)));

function cellsOf(name: string, columns: Columns): readonly Cell[] {
  const known = Object.keys(columns);
  demand(Object.hasOwn(columns, name), () => ({
    argument: "where",
    expected: `one of the gallery's columns: ${known.join(", ")}`,
    received: `"${name}"`,
    remedy: suggest(name, known),
  }));
  return columns[name]!;
}

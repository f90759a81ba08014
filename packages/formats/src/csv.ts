import { refusal } from "./refusal.js";

/** One record of a CSV file and the line it begins on, counted from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** Where in a field the text stands; "ended" is after a closing quote and a carriage return. */
type Place = "start" | "plain" | "quoted" | "closed" | "ended";

/**
 * The records of a CSV text that comes in pieces (RFC 4180: quotes around fields with separators, line breaks or doubled
 * quotes; LF or CRLF). An empty line is a record of one empty field. Refuses quotes that do not close and text after a
 * closing quote.
 *
 * @example
 * const parser = csvParser("a.csv", ",");
 * const records = [...parser.push('x,y\n1,"2'), ...parser.push(',5"\n'), ...parser.end()];
 */
export function csvParser(path: string, separator: string) {
  let place: Place = "start";
  let field = "";
  let fields: string[] = [];
  let records: CsvRecord[] = [];
  let line = 1;
  let begin = 1;
  let opened = 1;

  function endField(): void {
    fields.push(field);
    field = "";
    place = "start";
  }

  function endRecord(): void {
    const plain = place === "start" || place === "plain";
    if (plain && field.endsWith("\r")) field = field.slice(0, -1);
    endField();
    records.push({ line: begin, fields });
    fields = [];
    begin = ++line;
  }

  /** Takes text up to the next closing quote; returns where to go on. */
  function takeQuoted(text: string, from: number): number {
    const quote = text.indexOf('"', from);
    const piece = text.slice(from, quote < 0 ? text.length : quote);
    for (let at = piece.indexOf("\n"); at >= 0; at = piece.indexOf("\n", at + 1)) line += 1;
    field += piece;
    if (quote >= 0) place = "closed";
    return quote < 0 ? text.length : quote + 1;
  }

  /** Takes text up to the next separator or line feed, and that too. */
  function takePlain(text: string, from: number): number {
    let end = from;
    while (end < text.length && text[end] !== separator && text[end] !== "\n") end++;
    if (end > from) place = "plain";
    field += text.slice(from, end);
    if (end < text.length) takeEnd(text[end]!);
    return end + 1;
  }

  function takeEnd(character: string): void {
    if (character === separator) endField();
    else endRecord();
  }

  /** Takes the character after a closing quote. */
  function takeClosed(character: string): void {
    if (character === "\n" || (character === separator && place === "closed")) takeEnd(character);
    else if (character === '"' && place === "closed") {
      field += '"';
      place = "quoted";
    } else if (character === "\r" && place === "closed") place = "ended";
    else {
      throw refusal({
        argument: `${path}, line ${line}`,
        expected: `"${separator}" or the end of the line after a closing quote`,
        received: `"${character}"`,
        remedy: 'Write a quote inside a quoted field as ""',
      });
    }
  }

  function takeRecords(): CsvRecord[] {
    const complete = records;
    records = [];
    return complete;
  }

  return {
    /** The records that a further piece completes. */
    push(text: string): CsvRecord[] {
      let at = 0;
      while (at < text.length) {
        if (place === "quoted") at = takeQuoted(text, at);
        else if (place === "closed" || place === "ended") takeClosed(text[at++]!);
        else if (place === "start" && text[at] === '"') {
          place = "quoted";
          opened = line;
          at += 1;
        } else at = takePlain(text, at);
      }
      return takeRecords();
    },
    /** The last record, when the text does not end with a line feed. */
    end(): CsvRecord[] {
      if (place === "quoted") {
        throw refusal({
          argument: `${path}, line ${opened}`,
          expected: "a closing quote",
          received: "the end of the file",
          remedy: "Close the quote of this line",
        });
      }
      if (fields.length > 0 || field !== "" || place !== "start") endRecord();
      return takeRecords();
    },
  };
}

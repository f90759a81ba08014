import { demand, refusal } from "@crosstilt/core";

/** A string, or a number that JSON has no word for and Python writes. */
const NO_JSON = /"(?:[^"\\]|\\.)*"|\bNaN\b|-?\bInfinity\b/g;

/** An object of JSON in which, as Python writes it, NaN and infinities may stand; they are null. Refuses other text by its place. */
export function parseJson(argument: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parsed(text);
  } catch (error) {
    throw refusal({ argument, expected: "one JSON object", received: (error as Error).message });
  }
  demand(typeof value === "object" && value !== null && !Array.isArray(value), () => ({
    argument,
    expected: "one JSON object",
    received: text.trim().slice(0, 60),
  }));
  return value as Record<string, unknown>;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const plain = text.replace(NO_JSON, (token) => (token.startsWith('"') ? token : "null"));
    if (plain === text) throw error;
    return JSON.parse(plain);
  }
}

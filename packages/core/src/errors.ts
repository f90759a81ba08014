export { type Complaint, CrosstiltError, demand, refusal } from "@crosstilt/formats/refusal";

/** A short rendering of any value for error messages. */
export function describe(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  if (typeof value === "function") return "a function";
  if (value instanceof Promise) return "a promise";
  if (value !== null && typeof value === "object") {
    const { shape } = value as { shape?: number[] };
    return Array.isArray(shape) ? `a tensor of shape [${shape}]` : JSON.stringify(value).slice(0, 80);
  }
  return String(value);
}

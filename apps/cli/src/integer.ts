import { InvalidArgumentError } from "commander";

/** Parses an option that must be an integer >= minimum. */
export const integerAtLeast = (minimum: number) => (text: string) => {
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < minimum)
    throw new InvalidArgumentError(`expected an integer >= ${minimum}.`);
  return value;
};

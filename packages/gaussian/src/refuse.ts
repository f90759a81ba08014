/** Throws an error that names the argument, what was expected, what came and what to do. */
export function refuse(argument: string, expected: string, received: unknown, remedy: string): never {
  throw new Error(`${argument}: expected ${expected}, got ${received}. ${remedy}`);
}

import { createPlugin } from "./create-plugin.js";

const usage = `Usage: npm create crosstilt-plugin <name>

Writes a package with one loss, its docs and its conformance test into ./<name>.`;

/** The command line: takes the name, says what to do next; returns the exit code. */
export async function main(words: readonly string[]): Promise<number> {
  if (words.includes("--help") || words.includes("-h")) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const name = words[0]!;
  if (words.length !== 1) {
    process.stderr.write(`error: expected one name, received ${words.length}\n${usage}\n`);
    return 2;
  }
  try {
    await createPlugin(name);
  } catch (error) {
    process.stderr.write(`error: ${(error as Error).message}\n`);
    return 1;
  }
  process.stdout.write(`${nextSteps(name)}\n`);
  return 0;
}

const nextSteps = (name: string) => `${name}/ is ready.

  cd ${name}
  npm install
  npm test               # builds it and runs the conformance suite

The mathematics is in src/index.ts, its float64 reference in test/${name}.test.js.
Then: npx crosstilt losses ${name} --plugin ./dist/index.js`;

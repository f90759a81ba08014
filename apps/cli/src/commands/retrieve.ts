import { disposeModel, type QueryMatches, retrieve } from "@crosstilt/project";
import { Command } from "commander";
import { integerAtLeast } from "../integer.js";
import { galleryOf } from "../open-gallery.js";
import { print } from "../output.js";
import { confidence } from "../percent.js";
import { addQuestionFlags, type QuestionFlags, queriesOf, startRun } from "../project-flags.js";

interface RetrieveFlags extends QuestionFlags {
  readonly gallery?: string;
  readonly k: number;
}

/** `crosstilt retrieve RUN`: the best matches of the other side. */
export function retrieveCommand(): Command {
  const command = new Command("retrieve")
    .description("Find the best matches of the other side for each query, with probabilities over the gallery.")
    .option(
      "--gallery <source>",
      "what to search: FILE, FILE:NAMES (a column), or a folder of: crosstilt index (default: the run's own data)",
    )
    .option("-k, --k <integer>", "how many matches", integerAtLeast(1), 5);
  return addQuestionFlags(command).action(async (folder: string, flags: RetrieveFlags) => {
    const run = await startRun(folder, flags);
    try {
      const gallery = await galleryOf(run, flags.gallery);
      const results = await retrieve(run, { given: flags.given, queries: queriesOf(flags), gallery, k: flags.k });
      print(flags.json, { given: flags.given, results }, results.map(line));
    } finally {
      disposeModel(run);
    }
  });
}

const line = ({ query, matches }: QueryMatches): string =>
  `${query}: ${matches.map((match) => `${match.name} (${confidence(match)})`).join(", ")}`;

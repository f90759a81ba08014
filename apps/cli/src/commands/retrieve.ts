import { confidence, disposeModel, percent, type QueryMatches, retrieve } from "@crosstilt/project";
import { Command, InvalidArgumentError } from "commander";
import { integerAtLeast } from "../integer.js";
import { galleryOf } from "../open-gallery.js";
import { print } from "../output.js";
import { addQuestionFlags, type QuestionFlags, queriesOf, startRun } from "../project-flags.js";

interface RetrieveFlags extends QuestionFlags {
  readonly gallery?: string;
  readonly k: number;
  readonly coverage?: number;
  readonly prior?: number;
  readonly where?: string;
}

/** `crosstilt retrieve RUN`: the best matches of the other side. */
export function retrieveCommand(): Command {
  const command = new Command("retrieve")
    .description("Find the best matches of the other side for each query, with probabilities over the gallery.")
    .option(
      "--gallery <source>",
      "what to search: FILE, FILE:NAMES (a column), or a folder of: crosstilt index (default: the run's own data)",
    )
    .option("-k, --k <integer>", "how many matches", integerAtLeast(1), 5)
    .option("--coverage <share>", "in place of k: sets that hold the partner with this probability", shareOf)
    .option("--where <condition>", "only entries of an index whose columns meet it: \"price < 20 and colour = 'red'\"")
    .option(
      "--prior <share>",
      "share of queries whose partner is in the gallery, for the probability that none is (default: 0.5)",
      shareOf,
    );
  return addQuestionFlags(command).action(async (folder: string, flags: RetrieveFlags) => {
    const run = await startRun(folder, flags);
    try {
      const gallery = await galleryOf(run, flags.gallery);
      const { given, k, coverage, prior, where } = flags;
      const results = await retrieve(run, { given, queries: queriesOf(flags), gallery, k, coverage, prior, where });
      print(flags.json, { given, ...(coverage === undefined ? {} : { coverage }), results }, results.map(line));
    } finally {
      disposeModel(run);
    }
  });
}

function shareOf(text: string): number {
  const share = Number(text);
  if (!(share > 0 && share < 1)) throw new InvalidArgumentError("expected a number above 0 and below 1, such as 0.9.");
  return share;
}

const line = ({ query, matches, noPartner }: QueryMatches): string => {
  const found = matches.map((match) => `${match.name} (${confidence(match)})`).join(", ");
  return `${query}: ${found}${noPartner === undefined ? "" : `; none of the gallery ${percent(noPartner)}`}`;
};

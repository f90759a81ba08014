import { makeFolder } from "@crosstilt/formats/node";
import type { Candidate } from "../pool/candidate.js";
import { writeDescription, writeWeights } from "../run/run.js";
import { candidateFolder } from "../run/run-folder.js";
import { describeRun, type Prepared } from "./prepare.js";

/** Makes the folder of a candidate in that of a run, with its description. */
export async function openCandidate(
  run: string,
  { name, parts }: Pick<Candidate, "name" | "parts">,
  prepared: Prepared,
): Promise<string> {
  const own = candidateFolder(run, name);
  await makeFolder(own);
  await writeDescription(own, describeRun(prepared, own, parts));
  return own;
}

/** Writes a candidate as a model of its own; with weights it is whole. */
export async function writeCandidate(run: string, candidate: Candidate, prepared: Prepared): Promise<void> {
  await writeWeights(await openCandidate(run, candidate, prepared), candidate.parameters);
}

import { type VerifiedFile, verify } from "@crosstilt/project";
import { Command } from "commander";
import { exitCodes } from "../failure.js";
import { print } from "../output.js";

/** `crosstilt verify PATH`: whether files are as they were written. */
export function verifyCommand(): Command {
  return new Command("verify")
    .description("Compare the files of a run, a model or a gallery with the checksums they carry.")
    .argument("<path>", "folder of the run, the model or the gallery")
    .option("--json", "print one JSON object on stdout")
    .action(async (path: string, { json }: { readonly json?: boolean }) => {
      const files = await verify(path);
      const intact = files.every(({ state }) => state === "intact");
      print(json, { intact, files }, files.map(line));
      if (!intact) process.exitCode = exitCodes.failure;
    });
}

const meanings: Readonly<Record<VerifiedFile["state"], string>> = {
  intact: "as it was written",
  broken: "DAMAGED, or edited: not the bytes that were written",
  none: "without a checksum: written by an older version or a browser, or the checksum itself is damaged",
};

const line = ({ file, state }: VerifiedFile): string => `${file}: ${meanings[state]}`;

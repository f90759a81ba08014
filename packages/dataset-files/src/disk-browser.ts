import { refusal } from "@crosstilt/core";
import type { SourceFile } from "./source-file.js";

/** Browsers have no disk: files come as bytes. */
export function diskFile(path: string): SourceFile {
  throw refusal({
    argument: path,
    expected: "the file's content in a browser",
    received: "its name only",
    remedy: "Pass { path, bytes: new Uint8Array(await file.arrayBuffer()) }",
  });
}

/** Browsers have no folders either. */
export const readFolder = async (): Promise<null> => null;

/** Browsers have no processes to start: files are read in the thread that asks. */
export const foreignProcess = async (): Promise<undefined> => undefined;

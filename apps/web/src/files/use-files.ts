import type { FilesReport } from "@crosstilt/labs/files";
import { useMemo } from "react";
import { startEngine } from "../engine/client.js";
import type { Outcome } from "../engine/use-each.js";
import { useLatest } from "../engine/use-latest.js";
import { useKept } from "../state/kept.js";
import { exampleFiles } from "./example-files.js";
import type { FilesSettings } from "./settings.js";

/** The two files, what was read of them, and how to put others in their place. */
export interface Files {
  readonly u: File | undefined;
  readonly v: File | undefined;
  readonly outcome: Outcome<FilesReport | undefined>;
  /** Changes with every reading; what was computed from another one is stale. */
  readonly key: string;
  put(files: { readonly u?: File; readonly v?: File }): void;
  /** Whether the browser keeps files, and why not where it cannot. */
  readonly kept: { readonly any: boolean; readonly failure: string };
  forget(): void;
}

const none: { readonly u?: File; readonly v?: File } = {};

/** The files that were dropped, now or at an earlier visit, or those of the example; read again when what is asked of them changes. */
export function useFiles(settings: FilesSettings, onDropped: () => void): Files {
  const { value, failure, keep, forget } = useKept("files", none);
  const dropped = value ?? none;
  const example = useMemo(() => (settings.example === 1 ? exampleFiles() : undefined), [settings.example]);
  const { u, v } = example ?? { u: dropped.u, v: dropped.v };
  const { uColumns, vColumns, key, missing } = settings;
  const asked = JSON.stringify([stamp(u), stamp(v), uColumns, vColumns, key, missing]);
  const outcome = useLatest(u && v ? asked : "", async () => {
    if (!u || !v) return undefined;
    const sides = { u: { file: u, columns: namesIn(uColumns) }, v: { file: v, columns: namesIn(vColumns) } };
    return startEngine().loadFiles({ ...sides, key: key.trim(), missing });
  });
  const put = (files: { readonly u?: File; readonly v?: File }) => {
    keep({ ...dropped, ...files });
    onDropped();
  };
  const any = dropped.u !== undefined || dropped.v !== undefined;
  return { u, v, outcome, key: asked, put, kept: { any, failure }, forget };
}

const stamp = (file: File | undefined) => file && [file.name, file.size, file.lastModified];

const namesIn = (text: string): string[] =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

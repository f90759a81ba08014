import { dirname } from "node:path";
import { refusal } from "./refusal.js";

interface Explanation {
  readonly received: string;
  readonly remedy: string;
}

/** The refusal that says why a file could not be read or written; errors of other kinds are returned as they are. */
export function fileError(path: string, action: "read" | "write", error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (typeof code !== "string") return error;
  const { received, remedy } = explain(code, path, action) ?? { received: message, remedy: undefined };
  const expected = action === "read" ? "a file that can be read" : "a place where a file can be written";
  return Object.assign(refusal({ argument: path, expected, received, remedy }), { code, cause: error });
}

function explain(code: string, path: string, action: "read" | "write"): Explanation | undefined {
  const folder = dirname(path);
  if (code === "ENOENT" && action === "read") return { received: "no such file", remedy: "Check the path" };
  if (code === "ENOENT") return { received: `no folder "${folder}"`, remedy: "Create it, or choose another folder" };
  if (code === "ENOTDIR") return { received: `"${folder}", which is not a folder`, remedy: "Choose another folder" };
  if (code === "EISDIR") return { received: "a folder of this name", remedy: "Choose another file name" };
  if (code === "ENOSPC" || code === "EDQUOT")
    return { received: "a full disk", remedy: "Free some space, or choose another folder" };
  if (code === "EFBIG")
    return { received: "a limit on the size of files", remedy: "Raise it, or choose another folder" };
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return {
      received: `no permission to ${action} (${code})`,
      remedy: `Change the permissions, or choose another ${action === "read" ? "file" : "folder"}`,
    };
  }
  return undefined;
}

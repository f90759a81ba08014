import { installNative, nativeFolder } from "@crosstilt/backends/install-native";
import { note, print } from "./output.js";

/** The flags of `doctor` that concern the native backend. */
export interface NativeFlags {
  readonly installNative?: boolean;
  readonly libtensorflow?: string;
  readonly into?: string;
  readonly json?: boolean;
}

/** `crosstilt doctor --install-native`: news on stderr, the result on stdout. */
export async function runInstallNative({ libtensorflow, into, json }: NativeFlags): Promise<void> {
  const installation = await installNative({ libtensorflow, into, report: note });
  const { folder } = installation;
  const hint = folder === nativeFolder() ? [] : [`Set CROSSTILT_NATIVE=${folder} for the backend to find it.`];
  const lines = [`The native backend is installed in ${folder}.`, ...hint, "Use it with --backend node."];
  print(json, installation, lines);
}

import { nativeProblem } from "@crosstilt/backends/install-native";

/** Why the native backend is not tested; null where it is. */
export async function missingNative(): Promise<string | null> {
  const problem = await nativeProblem();
  return problem && `${problem} (npm run test:native does so)`;
}

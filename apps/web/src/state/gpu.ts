import { useEffect, useState } from "react";

/** The part of the browser's WebGPU that is asked for an adapter. */
interface Gpu {
  requestAdapter(options: { powerPreference: string }): Promise<Adapter | null>;
}

interface Adapter {
  readonly isFallbackAdapter?: boolean;
  readonly info: { readonly isFallbackAdapter?: boolean };
}

let found: Promise<boolean> | null = null;

/** Whether there is a GPU to compute on; adapters in software, far slower than wasm, do not count. */
function findGpu(): Promise<boolean> {
  const { gpu } = navigator as { gpu?: Gpu };
  const asked = Promise.resolve(gpu?.requestAdapter({ powerPreference: "high-performance" }));
  found ??= asked.then(
    (adapter) => Boolean(adapter && !(adapter.info.isFallbackAdapter ?? adapter.isFallbackAdapter)),
    () => false,
  );
  return found;
}

/** Whether this browser has a GPU to compute on; false until it is known. */
export function useGpu(): boolean {
  const [there, setThere] = useState(false);
  useEffect(() => {
    void findGpu().then(setThere);
  }, []);
  return there;
}

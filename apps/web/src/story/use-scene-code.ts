import { type ComponentType, useEffect, useState } from "react";
import { type SceneEntry, scenes } from "./scene-list.js";

const loaded = new Map<string, ComponentType>();

async function load(scene: SceneEntry): Promise<void> {
  loaded.set(scene.name, (await scene.load()).default);
}

/** Loads the code of all scenes when the browser has nothing else to do, so that printing finds all of them. */
export function loadScenesWhenIdle(): void {
  const idle = globalThis.requestIdleCallback ?? ((then: () => void) => setTimeout(then, 500));
  idle(() => {
    // What does not arrive now is asked for again when its scene comes near.
    for (const scene of scenes) void load(scene).catch(() => {});
  });
}

/** The component of a scene once it is wanted and there; or why it is not, with another try. */
export function useSceneCode(scene: SceneEntry, wanted: boolean) {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState({ arrived: loaded.has(scene.name), failed: false });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another reason to load
  useEffect(() => {
    if (!wanted || loaded.has(scene.name)) return;
    let here = true;
    load(scene).then(
      () => here && setState({ arrived: true, failed: false }),
      () => here && setState({ arrived: false, failed: true }),
    );
    return () => {
      here = false;
    };
  }, [scene, wanted, attempt]);
  const retry = () => {
    setState({ arrived: false, failed: false });
    setAttempt(attempt + 1);
  };
  return { Component: wanted ? loaded.get(scene.name) : undefined, failed: state.failed, retry };
}

import type { ComponentType } from "react";

/** A scene of the article; its code is loaded when it comes near. */
export interface SceneEntry {
  readonly name: string;
  readonly title: string;
  load(): Promise<{ readonly default: ComponentType }>;
}

/** All scenes in order. */
export const scenes: readonly SceneEntry[] = [
  { name: "pairs", title: "Two clouds, and what pairs them", load: () => import("./scenes/pairs-scene.js") },
  { name: "scores", title: "A batch is a matrix of scores", load: () => import("./scenes/scores-scene.js") },
  { name: "tilt", title: "The score is a tilt", load: () => import("./scenes/tilt-scene.js") },
  { name: "constants", title: "What a loss cannot see", load: () => import("./scenes/constants-scene.js") },
  { name: "cells", title: "Six models of one truth", load: () => import("./scenes/cells-scene.js") },
  { name: "batches", title: "Small batches exaggerate", load: () => import("./scenes/batches-scene.js") },
  { name: "digits", title: "Draw me a seven", load: () => import("./scenes/digits-scene.js") },
  { name: "ocean", title: "Which current was it?", load: () => import("./scenes/ocean-scene.js") },
  { name: "views", title: "A third view counts once", load: () => import("./scenes/views-scene.js") },
];

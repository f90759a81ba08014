import type { ComponentType } from "react";

/** A page of the app; its code is loaded when it is opened. */
export interface Lab {
  readonly name: string;
  readonly title: string;
  readonly short: string;
  readonly summary: string;
  readonly figures: string;
  load(): Promise<{ readonly default: ComponentType }>;
}

/** Every lab, in the order of the navigation. */
export const labs: readonly Lab[] = [
  {
    name: "story",
    title: "The story",
    short: "Story",
    summary:
      "Nine scenes to read, try and predict: what contrastive learning is, from two clouds of dots to three views.",
    figures: "Start here",
    load: () => import("./story/story-page.js"),
  },
  {
    name: "tilt",
    title: "Tilt lab",
    short: "Tilt",
    summary:
      "Drag a Gaussian and see what each metric and loss makes of it: which conditionals come out exact, and which do not.",
    figures: "Figures 1 to 6",
    load: () => import("./tilt/tilt-page.js"),
  },
  {
    name: "process",
    title: "Gaussian process lab",
    short: "Gaussian process",
    summary:
      "Recover a random field from noisy values and back: how dimension and data decide the error, in closed form and trained.",
    figures: "Figures 7 to 10",
    load: () => import("./process/process-page.js"),
  },
  {
    name: "mnist",
    title: "MNIST lab",
    short: "MNIST",
    summary: "Draw a digit, see three models name it, and see which of them know what images of a label look like.",
    figures: "Figures 11 and 12",
    load: () => import("./mnist/mnist-page.js"),
  },
  {
    name: "ocean",
    title: "Ocean lab",
    short: "Ocean",
    summary: "Drop a drifter into a moving current, then find the current again from the drifter's path alone.",
    figures: "Figures 13 to 15",
    load: () => import("./ocean/ocean-page.js"),
  },
  {
    name: "files",
    title: "Your data",
    short: "Your data",
    summary:
      "Drop two files of paired data, get a report, train encoders, see what retrieves what. Nothing leaves your machine.",
    figures: "CSV, NPY, Parquet and more",
    load: () => import("./files/files-page.js"),
  },
  {
    name: "losses",
    title: "Losses and metrics",
    short: "Losses and metrics",
    summary:
      "Every loss and metric with its formula, its relations to the others and a live plot; add your own as a plugin.",
    figures: "Section 3 and the literature",
    load: () => import("./catalogue/catalogue-page.js"),
  },
];

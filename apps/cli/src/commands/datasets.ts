import type { DatasetFactory } from "@crosstilt/catalogue";
import { mnist } from "@crosstilt/dataset-mnist";
import { ocean } from "@crosstilt/dataset-ocean";
import type { Command } from "commander";
import { catalogueCommand } from "./catalogue.js";

/** `crosstilt datasets`: the data sets that can be loaded by name. */
export const datasetsCommand = (): Command =>
  catalogueCommand("datasets", { datasets: [mnist, ocean] as readonly DatasetFactory[] });

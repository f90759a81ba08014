export { addPlugin } from "./add-plugin.js";
export { type Catalogue, type CatalogueOptions, createCatalogue } from "./catalogue.js";
export type { DatasetFactory, EncoderFactory, KernelFactory, LossFactory, MetricFactory } from "./factories.js";

export { addPlugin } from "./add-plugin.js";
export {
  type Catalogue,
  type CatalogueOptions,
  createCatalogue,
  type DatasetFactory,
  type EncoderFactory,
  type KernelFactory,
  type LossFactory,
  type MetricFactory,
} from "./catalogue.js";

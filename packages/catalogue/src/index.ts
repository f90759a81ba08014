export {
  addPlugin,
  type Catalogue,
  createCatalogue,
  type EncoderFactory,
  type LossFactory,
  type MetricFactory,
} from "./catalogue.js";

export * from "./idx-entry.js";
export { type ImageMetadata, loadMnist, type MnistOptions, type MnistSplits, mnist } from "./mnist.js";
export { type ImageData, readImageFolder } from "./read-folder.js";

export { createPlugin } from "./create-plugin.js";
export { main } from "./main.js";

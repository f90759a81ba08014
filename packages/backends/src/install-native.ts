export { type InstallOptions, installNative, type NativeInstallation } from "./native/install.js";
export { nativeFolder } from "./native/location.js";
export { nativeProblem } from "./native/status.js";

export { decodeNetcdf4 } from "./drifters/decode-netcdf4.js";

/// <reference types="vite/client" />

declare module "virtual:catalogue" {
  const entries: readonly import("./catalogue/entry.js").Entry[];
  export default entries;
}

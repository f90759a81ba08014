/**
 * Imports an optional package where the program runs: bundlers would follow a plain import, and fail where the package is not
 * installed.
 */
export const importPeer = <Module>(name: string): Promise<Module> =>
  import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ name);

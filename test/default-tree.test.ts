// What `npm install` of the backends brings along, by the lockfile: JavaScript and WebAssembly, never native code.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";

type Versions = Readonly<Record<string, string>>;

interface Lockfile {
  readonly importers: Readonly<
    Record<
      string,
      Readonly<Record<"dependencies" | "optionalDependencies", Readonly<Record<string, { version: string }>>>>
    >
  >;
  readonly packages: Readonly<Record<string, { readonly os?: string[]; readonly cpu?: string[] }>>;
  readonly snapshots: Readonly<
    Record<string, { readonly dependencies?: Versions; readonly optionalDependencies?: Versions }>
  >;
}

const lock: Lockfile = parse(readFileSync(new URL("../pnpm-lock.yaml", import.meta.url), "utf8"));
const nativeBackends = /^(@tensorflow\/tfjs-(node|backend-webgpu)|webgpu|@mapbox\/node-pre-gyp|node-gyp)@/;

/** Everything that a workspace package needs to run, as name@version; workspace packages among it are followed. */
function productionTree(workspacePackage: string): string[] {
  const seen = new Set<string>();
  const visit = (versions: Versions, from: string): void => {
    for (const [name, version] of Object.entries(versions)) follow(name, version, from);
  };
  const follow = (name: string, version: string, from: string): void => {
    const linked = version.startsWith("link:") ? new URL(version.slice(5), `file:///${from}/`).pathname.slice(1) : null;
    const key = linked ?? `${name}@${version}`;
    if (seen.has(key)) return;
    seen.add(key);
    visit(linked === null ? resolved(key) : direct(linked), linked ?? from);
  };
  visit(direct(workspacePackage), workspacePackage);
  return [...seen];
}

function resolved(key: string): Versions {
  const { dependencies, optionalDependencies } = lock.snapshots[key]!;
  return { ...dependencies, ...optionalDependencies };
}

function direct(workspacePackage: string): Versions {
  const { dependencies, optionalDependencies } = lock.importers[workspacePackage]!;
  const all = Object.entries({ ...dependencies, ...optionalDependencies });
  return Object.fromEntries(all.map(([name, { version }]) => [name, version]));
}

/** npm ships native code as packages that are limited to an operating system or a processor. */
function isNative(key: string): boolean {
  const { os, cpu } = lock.packages[key.replace(/\(.*/, "")] ?? {};
  return os !== undefined || cpu !== undefined;
}

test("the backends bring no native code along", () => {
  const tree = productionTree("packages/backends");
  expect(tree).toEqual(
    expect.arrayContaining(["packages/core", expect.stringMatching(/^@tensorflow\/tfjs-backend-wasm@/)]),
  );
  expect(tree.filter(isNative)).toEqual([]);
});

test("native code is recognised where there is some", () => {
  expect(productionTree("packages/figures").filter(isNative)).not.toEqual([]);
});

test.each(Object.keys(lock.importers))("no native backend is required by %s", (workspacePackage) => {
  expect(productionTree(workspacePackage).filter((key) => nativeBackends.test(key))).toEqual([]);
});

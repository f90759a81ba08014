// Arrows of docs/architecture.md: each package may import only what stands above it in the map.
const allowed = {
  formats: [],
  gaussian: ["formats"],
  "kernels-wasm": ["formats"],
  figures: ["formats"],
  core: ["formats"],
  metrics: ["core"],
  losses: ["core"],
  encoders: ["core"],
  backends: ["core", "kernels-wasm"],
  train: ["core", "evaluation", "formats"],
  evaluation: ["core"],
  search: ["core", "formats", "kernels-wasm"],
  "dataset-mnist": ["core", "formats"],
  "dataset-ocean": ["core", "formats"],
  "dataset-gaussian-process": ["core", "gaussian"],
  catalogue: ["core", "encoders", "losses", "metrics"],
  "dataset-files": ["core", "formats", "gaussian"],
  project: ["core", "catalogue", "train", "dataset-files", "evaluation", "search", "formats", "gaussian", "figures"],
  labs: [
    "core",
    "formats",
    "catalogue",
    "encoders",
    "losses",
    "metrics",
    "train",
    "evaluation",
    "gaussian",
    "project",
    "experiments",
    "dataset-files",
    "dataset-gaussian-process",
    "dataset-ocean",
  ],
  testing: ["core"],
  "create-crosstilt-plugin": ["formats"],
};

const inside = (names) => `^packages/(${names.join("|")})/`;

module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    { name: "no-app-imports", severity: "error", from: { path: "^packages/" }, to: { path: "^apps/" } },
    ...Object.entries(allowed).map(([name, targets]) => ({
      name: `${name}-imports-only-what-stands-above`,
      severity: "error",
      from: { path: `^packages/${name}/src/` },
      to: { path: "^packages/", pathNot: inside([name, ...targets]) },
    })),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|assembly|test)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["@crosstilt/source", "node", "import"] },
  },
};

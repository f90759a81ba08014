import { createCatalogue } from "@crosstilt/catalogue";
import { expect, it } from "vitest";
import { lossLabel } from "../src/catalogue/loss-unit.js";

it("only losses that are logarithms of probabilities are in nats", () => {
  const inNats = createCatalogue()
    .losses.names()
    .filter((name) => lossLabel(name) === "loss, nats");
  expect(inNats).toEqual(expect.arrayContaining(["clip", "conditional", "info-nce", "joint", "siglip"]));
  for (const name of ["barlow-twins", "vicreg", "triplet", "margin", "spectral", "conditional-mmd", "joint-mmd"])
    expect(lossLabel(name)).toBe("loss");
  expect(lossLabel("of-a-plugin")).toBe("loss");
});

import { barlowTwins } from "./barlow-twins.js";
import { clip } from "./clip.js";
import { conditional } from "./conditional.js";
import { conditionalMmd } from "./conditional-mmd.js";
import { decoupled } from "./decoupled.js";
import { infoNce } from "./info-nce.js";
import { joint } from "./joint.js";
import { jointMmd } from "./joint-mmd.js";
import { learnedNormalisers } from "./learned-normalisers.js";
import { margin } from "./margin.js";
import { multiPositive } from "./multi-positive.js";
import { nPair } from "./n-pair.js";
import { ntXent } from "./nt-xent.js";
import { siglip } from "./siglip.js";
import { spectral } from "./spectral.js";
import { triplet } from "./triplet.js";
import { vicReg } from "./vic-reg.js";

/** Every loss of this package. */
export const losses = [
  conditional,
  clip,
  joint,
  infoNce,
  multiPositive,
  conditionalMmd,
  jointMmd,
  siglip,
  decoupled,
  learnedNormalisers,
  nPair,
  triplet,
  spectral,
  margin,
  ntXent,
  barlowTwins,
  vicReg,
] as const;

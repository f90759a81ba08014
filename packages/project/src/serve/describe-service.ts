import type { SearchedGallery } from "../gallery/named-gallery.js";
import { currentGallery, type ServedModel } from "./answers.js";

/** The body of `GET /health`. */
export async function describeService({ run, galleries, classes }: ServedModel): Promise<object> {
  const { encoders, metric, loss } = run.description;
  const current = await Promise.all(Object.values(galleries).map(currentGallery));
  return {
    status: "ok",
    model: {
      dimension: run.model.dimension,
      encoders: { u: encoders.u.name, v: encoders.v.name },
      metric: metric.name,
      loss: loss.name,
    },
    samples: { u: columnsOf(run, "u"), v: columnsOf(run, "v") },
    galleries: current.map(galleryOf),
    classes: classes ? classes.names.length : 0,
  };
}

const columnsOf = ({ description }: ServedModel["run"], side: "u" | "v") =>
  description.data[side].encodings.map(({ name, kind }) => ({ name, kind }));

const galleryOf = ({ side, names, index }: SearchedGallery) => ({
  side,
  count: names.length,
  engine: index?.engine ?? "exact",
});

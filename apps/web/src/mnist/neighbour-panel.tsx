import { Segmented } from "../components/segmented.js";
import { appBase } from "../engine/app-base.js";
import { startEngine } from "../engine/client.js";
import { useLatest } from "../engine/use-latest.js";
import { Figure } from "../figure/figure.js";
import { decimal } from "../state/format.js";
import { type Change, type MnistSettings, modelNames, modelTitles } from "./settings.js";
import { Thumbnail, Thumbnails, thumb } from "./thumbnails.js";

const COUNT = 14;

/** The test images nearest to a chosen one. */
export function NeighbourPanel(props: { settings: MnistSettings; change: Change; version: string }) {
  const { settings, change, version } = props;
  const { model, of } = settings;
  const { value, failure } = useLatest(`${model} ${of} ${version}`, async () => {
    const [query] = await startEngine().testImages(appBase(), [of]);
    return { query: query!, model, found: await startEngine().neighboursOf(appBase(), model, of, COUNT) };
  });
  return (
    <section id="neighbour-figure" aria-labelledby="neighbours">
      <h2 id="neighbours">Neighbours of an image</h2>
      <div className="drawn-controls">
        <Segmented
          legend={<span className="visually-hidden">Model</span>}
          value={model}
          choices={modelNames.map((name) => [name, modelTitles[name]] as const)}
          onChange={(next) => change({ model: next })}
        />
      </div>
      <Figure
        title={`Test image ${of} and its ${COUNT} nearest`}
        detail={failure ?? "cosine of the embeddings below; choose one to go on from it"}
        name={`mnist-neighbours-${of}-${model}`}
        data={() =>
          (value?.found ?? []).map(({ index, label, similarity }) => ({ image: index, label, cosine: similarity }))
        }
      >
        <Thumbnails label={`Neighbours of test image ${of}, ${modelTitles[model]}`}>
          {value && (
            <Thumbnail
              image={value.query}
              x={0}
              y={2}
              caption={`label ${value.query.label}`}
              chosen={true}
              onChoose={() => change({ image: of, ink: [] })}
            />
          )}
          {value?.found.map((image, i) => (
            <Thumbnail
              key={image.index}
              image={image}
              x={(i + 2) * thumb.pitch - thumb.pitch / 2}
              y={2}
              caption={decimal(image.similarity, 3)}
              wrong={image.label !== value.query.label}
              onChoose={() => change({ of: image.index })}
            />
          ))}
        </Thumbnails>
      </Figure>
    </section>
  );
}

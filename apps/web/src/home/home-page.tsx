import { V } from "../components/maths.js";
import { labs } from "../labs.js";
import { IdeaFigure } from "./idea-figure.js";

/** The one idea in a few sentences, with links into the labs. */
export function HomePage() {
  return (
    <div className="home">
      <section className="hero">
        <div>
          <h1>Contrastive learning is a tilt</h1>
          <p className="lead">
            Two encoders, <V of="g" sub="u" /> for images, say, and <V of="g" sub="v" /> for captions, score how well a
            pair belongs together. Read as probability, the score tilts the law in which the two have nothing to do with
            each other, the product of the marginals, towards the law of true pairs:
          </p>
          <p className="display-formula math">
            <i>ν</i>(d<i>u</i>, d<i>v</i>) ={" "}
            <b className="tilt">
              e
              <sup>
                <i>s</i>(<i>u</i>,<i>v</i>)
              </sup>{" "}
              / <i>Z</i>
            </b>{" "}
            · <i>μ</i>
            <sub>
              <i>u</i>
            </sub>
            (d<i>u</i>) <i>μ</i>
            <sub>
              <i>v</i>
            </sub>
            (d<i>v</i>)
          </p>
          <p>
            Training fits the tilt. Retrieval, classification and generation read the conditionals of <V of="ν" />.
            Which of them come out right depends on the metric behind <V of="s" /> and on the loss; the labs let you see
            how.
          </p>
          <p className="buttons">
            <a className="button primary" href="#/story">
              Read the story
            </a>
            <a className="button" href="#/tilt">
              Open the Tilt lab
            </a>
          </p>
        </div>
        <IdeaFigure />
      </section>
      <section aria-labelledby="labs">
        <h2 id="labs">Story and labs</h2>
        <ul className="lab-cards">
          {labs.map(({ name, title, summary, figures }) => (
            <li key={name} className="card">
              <h3>
                <a href={`#/${name}`}>{title}</a>
              </h3>
              <p>{summary}</p>
              <small className="muted">{figures}</small>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

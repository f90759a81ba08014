import { useEffect, useRef } from "react";
import { AnswersProvider, useAnswers } from "./answers.js";
import { type SceneEntry, scenes } from "./scene-list.js";
import { sceneHash, useCurrentScene } from "./use-current-scene.js";
import { useNear } from "./use-near.js";
import { loadScenesWhenIdle, useSceneCode } from "./use-scene-code.js";
import "./story.css";

/** The article: nine scenes, each with something to see, one thing to do and one thing to predict. */
export default function StoryPage() {
  const current = useCurrentScene();
  useEffect(loadScenesWhenIdle, []);
  return (
    <AnswersProvider>
      <article className="story">
        <header className="lab-head">
          <h1>The story: contrastive learning, seen as probability</h1>
          <p>
            Nine scenes. In each there is something to see, one thing to do, and one question to answer before the page
            measures it. Everything is computed here and now.
          </p>
        </header>
        <Contents current={current} />
        {scenes.map((scene, i) => (
          <SceneSection key={scene.name} scene={scene} number={i + 1} />
        ))}
        <Ending />
      </article>
    </AnswersProvider>
  );
}

function Contents({ current }: { current: string }) {
  const { given } = useAnswers();
  return (
    <nav className="story-contents" aria-label="Scenes">
      <ol>
        {scenes.map(({ name, title }) => (
          <li key={name} data-right={given.get(name)}>
            <a href={sceneHash(name)} aria-current={name === current ? "step" : undefined}>
              {title}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function SceneSection({ scene, number }: { scene: SceneEntry; number: number }) {
  const section = useRef<HTMLElement>(null);
  const near = useNear(section);
  const { Component, failed, retry } = useSceneCode(scene, near);
  const id = `scene-${scene.name}`;
  return (
    <section ref={section} id={id} className="scene-section" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>
        <span className="scene-number">{number}</span> {scene.title}
      </h2>
      {Component && <Component />}
      {!Component && !failed && <div className="scene-waiting" />}
      {failed && (
        <p role="alert" className="alert">
          This scene did not arrive: the server may be down, or you offline.{" "}
          <button type="button" onClick={retry}>
            Try again
          </button>
        </p>
      )}
    </section>
  );
}

/** How many predictions were right, and where to go on. */
function Ending() {
  const { given } = useAnswers();
  const right = [...given.values()].filter(Boolean).length;
  return (
    <section className="card story-ending" aria-labelledby="story-ending">
      <h2 id="story-ending">Where to go from here</h2>
      <p role="status">
        {given.size === 0
          ? "No question is answered yet: predicting first is what makes the pictures stay."
          : `${right} of ${given.size} predictions were right${given.size < scenes.length ? `; ${scenes.length - given.size} questions wait above` : ""}.`}
      </p>
      <p>
        Each scene is a corner of a lab, where everything can be set and trained: <a href="#/">all of them</a>. Or bring
        pairs of your own to <a href="#/files">Your data</a>.
      </p>
    </section>
  );
}

import type { ReactNode } from "react";

/** Properties of {@link Scene}. */
interface SceneProps {
  /** What there is to see before anything is touched. */
  readonly see: ReactNode;
  /** One thing to do. */
  readonly act: ReactNode;
  readonly figure: ReactNode;
  /** The question. */
  readonly predict: ReactNode;
  /** Where to go on, in words and as an address. */
  readonly more: readonly (readonly [text: string, hash: string])[];
}

/** A scene of the article: words beside a live figure, which stays in sight while they are read. */
export const Scene = ({ see, act, figure, predict, more }: SceneProps) => (
  <div className="scene">
    <div className="scene-see">{see}</div>
    <div className="scene-figure">
      <div>{figure}</div>
    </div>
    <div className="scene-rest">
      <div className="scene-act">
        <h3>Try it</h3>
        {act}
      </div>
      {predict}
      <p className="small scene-more">
        Go on in{" "}
        {more.map(([text, hash], i) => (
          <span key={hash}>
            {i > 0 && " · "}
            <a href={hash}>{text}</a>
          </span>
        ))}
      </p>
    </div>
  </div>
);

import { useEffect, useRef } from "react";
import { Header } from "./components/header.js";
import { LabPage } from "./components/lab-page.js";
import { useWorkerFailure } from "./engine/worker-failure.js";
import { HomePage } from "./home/home-page.js";
import { labs } from "./labs.js";
import { useLabName } from "./state/route.js";

/** What an address leads to that is none of ours. */
const UnknownPage = ({ name }: { name: string }) => (
  <section className="card">
    <h1>There is no page “{name}”</h1>
    <p>
      The address may be mistyped, or of another version. Choose a page above, or{" "}
      <a href="#/">start at the beginning</a>.
    </p>
  </section>
);

/** The frame around every lab. */
export function App() {
  const name = useLabName();
  const lab = labs.find((candidate) => candidate.name === name);
  const failure = useWorkerFailure();
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    document.title = lab ? `${lab.title} · crosstilt` : "crosstilt: contrastive learning as probability";
    scrollTo({ top: 0, behavior: "instant" });
  }, [lab]);
  return (
    <>
      <button type="button" className="skip-link" onClick={() => main.current?.focus()}>
        Skip to content
      </button>
      <Header current={lab?.name ?? ""} />
      <main ref={main} tabIndex={-1}>
        {failure !== "" && (
          <p role="alert" className="card alert">
            The worker that computes for this page stopped: {failure}. Reload the page to start it again.
          </p>
        )}
        {lab && <LabPage key={lab.name} lab={lab} />}
        {!lab && name !== "" && <UnknownPage name={name} />}
        {name === "" && <HomePage />}
      </main>
      <footer>
        <p>
          Everything is computed in this browser; nothing is sent anywhere. After R. Baptista, A. M. Stuart and S. Tran,{" "}
          <a href="https://arxiv.org/abs/2505.24134">A Mathematical Perspective On Contrastive Learning</a> (2025).
        </p>
      </footer>
    </>
  );
}

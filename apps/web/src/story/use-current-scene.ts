import { useEffect, useState } from "react";
import { currentRoute, hashOf, onRouteChange } from "../state/route.js";
import { scenes } from "./scene-list.js";

/** The address of a scene. */
export const sceneHash = (name: string): string =>
  hashOf("story", new URLSearchParams(name === "" ? [] : [["scene", name]]));

const elementOf = (name: string) => document.getElementById(`scene-${name}`);

/** What a reader does to move the page by hand. */
const moves = ["wheel", "touchmove", "pointerdown", "keydown"];

/** Scrolls to an element, and again whenever scenes above it arrive and grow, until the reader moves the page or it is let go. */
function holdInView(element: HTMLElement | null): () => void {
  if (!element) return () => {};
  const observer = new ResizeObserver(() => element.scrollIntoView({ block: "start", behavior: "instant" }));
  const release = () => {
    observer.disconnect();
    for (const move of moves) removeEventListener(move, release);
  };
  observer.observe(document.body);
  for (const move of moves) addEventListener(move, release, { passive: true });
  return release;
}

/** The scene that is read, which the address follows; links to a scene go there. */
export function useCurrentScene(): string {
  const [current, setCurrent] = useState(() => currentRoute().query.get("scene") ?? "");
  useEffect(() => {
    const go = () => {
      const { lab, query } = currentRoute();
      if (lab === "story") release = holdInView(elementOf(query.get("scene") ?? ""));
    };
    let release = () => {};
    go();
    const unsubscribe = onRouteChange(() => {
      release();
      go();
    });
    return () => {
      release();
      unsubscribe();
    };
  }, []);
  useEffect(() => {
    // The scene that crosses a line in the upper half of the screen is the one that is read.
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries)
          if (isIntersecting) setCurrent(target.id.replace("scene-", ""));
      },
      { rootMargin: "-35% 0px -64% 0px" },
    );
    for (const { name } of scenes) observer.observe(elementOf(name)!);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (currentRoute().lab === "story") history.replaceState(null, "", sceneHash(current));
  }, [current]);
  return current;
}

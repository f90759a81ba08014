import { Component, lazy, type ReactNode, Suspense, useState } from "react";
import type { Lab } from "../labs.js";

/** A lab, whose code is loaded when it is opened; where that fails, or the lab does, the rest of the app stays. */
export function LabPage({ lab }: { lab: Lab }) {
  // A failed import is remembered by the component that asked for it, so that another attempt takes another one.
  const begun = (attempt: number) => ({ attempt, Page: lazy(() => lab.load()) });
  const [{ attempt, Page }, begin] = useState(() => begun(0));
  return (
    <Guard key={attempt} title={lab.title} onRetry={() => begin(begun(attempt + 1))}>
      <Suspense fallback={<p className="loading">Loading…</p>}>
        <Page />
      </Suspense>
    </Guard>
  );
}

interface GuardProps {
  readonly title: string;
  readonly children: ReactNode;
  onRetry(): void;
}

/** Shows what went wrong in place of what failed. */
class Guard extends Component<GuardProps, { readonly failure: string | null }> {
  override state = { failure: null as string | null };

  static getDerivedStateFromError(error: unknown) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }

  override render() {
    const { title, children, onRetry } = this.props;
    const { failure } = this.state;
    if (failure === null) return children;
    return (
      <section className="card alert" role="alert">
        <h1>{title} could not be shown</h1>
        <p>{isLoading(failure) ? "Its code did not arrive: the server may be down, or you offline." : failure}</p>
        <p>
          <button type="button" onClick={onRetry}>
            Try again
          </button>{" "}
          If that does not help, reload the page: the app may have been replaced by a newer one. Pages that you have
          open keep what they hold until then.
        </p>
      </section>
    );
  }
}

/** What browsers say of a module that they could not fetch. */
const isLoading = (message: string) =>
  /dynamically imported module|importing a module script|preload|Failed to fetch/i.test(message);

import { Component, type ComponentChildren } from "preact";
import { text } from "../text/text.ts";
import { Button } from "./Button.tsx";
import { Empty } from "./Empty.tsx";

/** A fault in one screen shows words and a way on, never a blank page. */
export class Boundary extends Component<{ children: ComponentChildren }, { broken: boolean }> {
  override state = { broken: false };

  static override getDerivedStateFromError() {
    return { broken: true };
  }

  override componentDidCatch(error: unknown) {
    reportError(error);
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    const words = text().app;
    return (
      <Empty title={words.broken_title} text={words.broken_text}>
        <Button look="primary" onClick={() => location.reload()}>
          {words.reload}
        </Button>
      </Empty>
    );
  }
}

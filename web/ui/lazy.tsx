import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { reloadIntoUpdate } from "../platform/updates.ts";
import { text } from "../text/text.ts";
import { Button } from "./Button.tsx";
import { Empty } from "./Empty.tsx";

/**
 * A screen that is loaded when it is first shown. When its file cannot be had (no network, or a newer version replaced it) the
 * person is told and can reload; drafts are on the device by then.
 */
export function lazy<P extends object = object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const loaded = signal<ComponentType<P> | null>(null);
  const failed = signal(false);

  return function Lazy(props: P) {
    useEffect(() => {
      if (loaded.value) return;
      failed.value = false;
      load().then(
        (component) => (loaded.value = component),
        () => (failed.value = true),
      );
    }, []);

    if (failed.value) {
      const words = text().app;
      return (
        <Empty title={words.chunk_failed}>
          <Button look="primary" onClick={reloadIntoUpdate}>
            {words.reload}
          </Button>
        </Empty>
      );
    }
    const Loaded = loaded.value;
    return Loaded && <Loaded {...props} />;
  };
}

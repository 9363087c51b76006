import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/**
 * A form over something that may change elsewhere meanwhile: fields that differ from what is saved keep what was typed, the
 * others follow. `changes` has those that differ.
 */
export function useChangedFields<T extends object>(saved: T) {
  const typed = useSignal<Partial<T>>({});
  const changes = differing(typed.value, saved);

  // What is saved by now is followed again.
  useEffect(() => {
    if (Object.keys(differing(typed.peek(), saved)).length < Object.keys(typed.peek()).length)
      typed.value = differing(typed.peek(), saved);
  });

  return {
    fields: { ...saved, ...typed.value } as T,
    changes,
    set: (change: Partial<T>) => {
      typed.value = { ...typed.peek(), ...change };
    },
  };
}

function differing<T extends object>(typed: Partial<T>, saved: T): Partial<T> {
  const entries = Object.entries(typed).filter(([name, value]) => saved[name as keyof T] !== value);
  return Object.fromEntries(entries) as Partial<T>;
}

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Parlor } from "#client/parlor.ts";

export const ParlorContext = createContext<Parlor | null>(null);

/** The client this page runs on. */
export function useParlor(): Parlor {
  const parlor = useContext(ParlorContext);
  if (!parlor) throw new Error("useParlor outside of ParlorContext");
  return parlor;
}

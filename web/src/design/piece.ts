import type { ComponentType } from "react";

/** A shared piece on the design page. */
export interface Piece {
  name: string;
  /** Where it is defined, in `src/`. */
  source: string;
  /** It in all of its states. */
  Show: ComponentType;
}

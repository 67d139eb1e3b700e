import { useState } from "react";
import { type ColumnLayout, clampWidth } from "./columnLayout";

export type Resizing = ReturnType<typeof useResizing>;

/** The widths of columns, one of which may be under the pointer: it is reported once it is let go. */
export function useResizing(
  chosen: ColumnLayout["widths"],
  onResize: (id: string, width: number | undefined) => void,
) {
  const [dragged, setDragged] = useState<{ id: string; width: number } | null>(null);
  return {
    widths: dragged ? { ...chosen, [dragged.id]: dragged.width } : chosen,
    drag: (id: string, width: number) => setDragged({ id, width: clampWidth(width) }),
    end: (id: string, width: number | undefined) => {
      setDragged(null);
      onResize(id, width);
    },
  };
}

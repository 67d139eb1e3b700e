import { useEffect, useState } from "react";

/**
 * Whether a dialog is open, from after its first render on. A dialog that is loaded when it is opened would be mounted open,
 * and only one that was closed before remembers where the focus was.
 */
export function useOpenedLater(opened: boolean): boolean {
  const [isMounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  return opened && isMounted;
}

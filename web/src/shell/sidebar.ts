import { useLocalStorage } from "@mantine/hooks";

/** The width of the sidebar in pixels: the whole of it, or its icons alone. */
const WIDTHS = { open: 220, collapsed: 52 };

/** Whether the sidebar shows its icons alone. This device remembers it. */
export function useSidebar() {
  const [isCollapsed, setCollapsed] = useLocalStorage({
    key: "tandem.sidebar.collapsed",
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  return {
    isCollapsed,
    width: isCollapsed ? WIDTHS.collapsed : WIDTHS.open,
    toggle: () => setCollapsed(!isCollapsed),
  };
}

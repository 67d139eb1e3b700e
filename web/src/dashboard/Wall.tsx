import { ActionIcon, Box, Tooltip } from "@mantine/core";
import { useViewportSize } from "@mantine/hooks";
import { IconMaximize, IconMinimize } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { useWords } from "../words";
import classes from "./Dashboard.module.css";

/** The size of the screen that wall mode is designed for. Others show the same, larger or smaller. */
const DESIGN = { width: 1_440, height: 810 };
/** Where the figures would be too small to read: there, the page scrolls instead. */
const MIN_WIDTH = 1_024;

/** Fills the screen, whatever its size, with what fits the screen of the design. */
export function Wall({ children }: { children: ReactNode }) {
  const measured = useViewportSize();
  const width = measured.width || window.innerWidth;
  const height = measured.height || window.innerHeight;
  const scale = Math.min(width / DESIGN.width, height / DESIGN.height);
  const style = { "--wall-scale": scale, width: width / scale, height: height / scale };
  return (
    <Box
      component="main"
      className={classes.wall}
      {...(width >= MIN_WIDTH && { "data-scaled": true, style })}
    >
      {children}
    </Box>
  );
}

/** Enters and leaves wall mode: the dashboard alone on the whole screen. */
export function WallButton({ isOn }: { isOn: boolean }) {
  const t = useWords();
  const navigate = useNavigate();
  useEffect(() => {
    if (!isOn) return;
    // Escape leaves the full screen, and wall mode with it.
    const follow = () => {
      if (!document.fullscreenElement) {
        void navigate({ to: "/", search: (search) => ({ ...search, wall: undefined }), replace: true });
      }
    };
    document.addEventListener("fullscreenchange", follow);
    return () => document.removeEventListener("fullscreenchange", follow);
  }, [isOn, navigate]);
  const toggle = async () => {
    if (isOn) await document.exitFullscreen().catch(() => undefined);
    else await document.documentElement.requestFullscreen().catch(() => undefined);
    void navigate({ to: "/", search: (search) => ({ ...search, wall: isOn ? undefined : true }) });
  };
  const label = isOn ? t("wall.leave") : t("wall.enter");
  const Icon = isOn ? IconMinimize : IconMaximize;
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" aria-label={label} onClick={() => void toggle()}>
        <Icon size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

import { ActionIcon, Tooltip } from "@mantine/core";
import { IconMaximize, IconMinimize } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useWords } from "../words";

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

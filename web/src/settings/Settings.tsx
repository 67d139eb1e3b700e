import { Box, Tabs } from "@mantine/core";
import { Navigate, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useMe } from "../session/me";
import { can } from "../session/session";
import { PageHeader } from "../ui/PageHeader";
import { useWords } from "../words";
import { SECTIONS } from "./sections";

export function Settings() {
  const t = useWords();
  const me = useMe();
  const navigate = useNavigate();
  const here = useLocation({ select: ({ pathname }) => pathname.split("/")[2] });
  const shown = SECTIONS.filter(({ needs }) => !needs || can(me, needs));
  if (!shown.some(({ id }) => id === here)) return <Navigate to="/settings/profile" replace />;
  return (
    <Box maw={980} w="100%" mx="auto">
      <PageHeader title={t("page.settings")} />
      <Tabs value={here} onChange={(id) => void navigate({ to: `/settings/${id as "profile"}` })} mb="md">
        <Tabs.List style={{ flexWrap: "nowrap", overflowX: "auto", overflowY: "hidden" }}>
          {shown.map(({ id }) => (
            <Tabs.Tab key={id} value={id} style={{ flexShrink: 0 }}>
              {t(`settings.${id}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={here ?? ""} pt="md">
          <Outlet />
        </Tabs.Panel>
      </Tabs>
    </Box>
  );
}

import { Tabs } from "@mantine/core";
import { Navigate, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { can } from "../session/access";
import { useMe } from "../session/me";
import { PageHeader } from "../ui/PageHeader";
import { useWords } from "../words";
import classes from "./Settings.module.css";
import { SECTIONS } from "./sections";

export function Settings() {
  const t = useWords();
  const me = useMe();
  const navigate = useNavigate();
  const here = useLocation({ select: ({ pathname }) => pathname.split("/")[2] });
  const shown = SECTIONS.filter(({ needs }) => !needs || can(me, needs));
  if (!shown.some(({ id }) => id === here)) return <Navigate to="/settings/profile" replace />;
  return (
    <Tabs
      variant="pills"
      value={here}
      onChange={(id) => void navigate({ to: `/settings/${id as "profile"}` })}
    >
      <PageHeader
        title={t("page.settings")}
        filters={
          <Tabs.List className={classes.tabs}>
            {shown.map(({ id }) => (
              <Tabs.Tab key={id} value={id}>
                {t(`settings.${id}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        }
      />
      <Tabs.Panel value={here ?? ""} className={classes.section}>
        <Outlet />
      </Tabs.Panel>
    </Tabs>
  );
}

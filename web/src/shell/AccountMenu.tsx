import { Menu, Text, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import {
  IconDeviceDesktop,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSun,
  IconUserCircle,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useMe } from "../session/me";
import { signOut } from "../session/session";
import { Avatar } from "../ui/Avatar";
import { commitPending } from "../ui/notify";
import { chooseLanguage, LANGUAGES, type Language, language, useWords } from "../words";
import classes from "./AccountMenu.module.css";

export const SCHEMES = [
  { value: "light", icon: IconSun },
  { value: "dark", icon: IconMoon },
  { value: "auto", icon: IconDeviceDesktop },
] as const;

/** The menu of the signed-in employee, whose name is shown where there is room for it. */
export function AccountMenu({ withName = false }: { withName?: boolean }) {
  const t = useWords();
  const me = useMe();
  const leave = async () => {
    await commitPending();
    await signOut();
    window.location.replace("/sign-in");
  };
  return (
    <Menu position={withName ? "top-start" : "bottom-end"} width={220}>
      <Menu.Target>
        <UnstyledButton
          className={classes.target}
          data-named={withName || undefined}
          aria-label={withName ? t("account.menuOf", { name: me.name }) : t("account.menu")}
        >
          <Avatar person={me} size={24} />
          {withName && (
            <Text span size="sm" fw={500} truncate>
              {me.name}
            </Text>
          )}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} truncate>
            {me.name}
          </Text>
          <Text size="xs" truncate>
            {t(`role.${me.role}`)}
          </Text>
        </Menu.Label>
        <Menu.Item
          component={Link}
          to="/settings/profile"
          leftSection={<IconUserCircle size={16} aria-hidden />}
        >
          {t("account.profile")}
        </Menu.Item>
        <Menu.Divider />
        <SchemeItems />
        <Menu.Divider />
        <LanguageItems />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave()}>
          {t("account.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function SchemeItems() {
  const t = useWords();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <Menu.Label>{t("account.appearance")}</Menu.Label>
      {SCHEMES.map(({ value, icon: Icon }) => (
        <Menu.Item
          key={value}
          leftSection={<Icon size={16} aria-hidden />}
          aria-current={colorScheme === value}
          fw={colorScheme === value ? 600 : undefined}
          onClick={() => setColorScheme(value)}
        >
          {t(`account.${value}`)}
        </Menu.Item>
      ))}
    </>
  );
}

function LanguageItems() {
  const t = useWords();
  return (
    <>
      <Menu.Label>{t("account.language")}</Menu.Label>
      {Object.entries(LANGUAGES).map(([value, name]) => (
        <Menu.Item
          key={value}
          lang={value}
          leftSection={<IconLanguage size={16} aria-hidden />}
          aria-current={language() === value}
          fw={language() === value ? 600 : undefined}
          onClick={() => void chooseLanguage(value as Language)}
        >
          {name}
        </Menu.Item>
      ))}
    </>
  );
}

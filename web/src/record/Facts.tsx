import { Anchor, Box, Group, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Contact } from "../api/records";
import { writeTo } from "../shell/links";
import { Mark } from "../ui/Badges";
import { Ago } from "../ui/clock";
import { PhoneNumber } from "../ui/PhoneNumber";
import { useWords } from "../words";

/** What is known of them. */
export function Facts({ contact }: { contact: Contact }) {
  const t = useWords();
  const { email, phone, organisation, title, source, tags, createdAt, updatedAt } = contact;
  const facts: [string, ReactNode][] = [
    [
      t("field.email"),
      email && (
        <Anchor component={Link} to={writeTo(contact.id)} size="sm" title={t("record.writeTo", { email })}>
          {email}
        </Anchor>
      ),
    ],
    [t("field.phone"), phone && <PhoneNumber number={phone} />],
    [t("field.organisation"), organisation],
    [t("field.title"), title],
    [t("field.source"), source],
    [t("field.createdAt"), <Ago key="created" time={createdAt} />],
    [t("field.updatedAt"), <Ago key="updated" time={updatedAt} />],
  ];
  return (
    <Box className="panel" p="md" component="section" aria-label={t("record.facts")}>
      <Title order={2} fz="sm" mb="sm">
        {t("record.facts")}
      </Title>
      <dl className="facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value || "—"}</dd>
          </div>
        ))}
      </dl>
      {tags.length > 0 && (
        <Group gap={6} mt="md">
          {tags.map((tag) => (
            <Link key={tag} to="/leads" search={{ tag }} style={{ textDecoration: "none" }}>
              <Mark hue="gray" style={{ cursor: "pointer" }}>
                {tag}
              </Mark>
            </Link>
          ))}
        </Group>
      )}
    </Box>
  );
}

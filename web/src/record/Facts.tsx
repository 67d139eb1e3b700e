import { Anchor, Box, Group, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Contact } from "../api/records";
import { Mark } from "../ui/Badges";
import { Ago } from "../ui/clock";
import { useWords } from "../words";

/** What is known of them. */
export function Facts({ contact }: { contact: Contact }) {
  const t = useWords();
  const { email, phone, organisation, title, source, tags, createdAt, updatedAt } = contact;
  const facts: [string, ReactNode][] = [
    [
      t("field.email"),
      email && (
        <Anchor href={`mailto:${email}`} size="sm">
          {email}
        </Anchor>
      ),
    ],
    [
      t("field.phone"),
      phone && (
        <Anchor href={`tel:${phone}`} size="sm">
          {phone}
        </Anchor>
      ),
    ],
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

import { Group } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { EmailLink } from "../leads/EmailLink";
import type { Contact } from "../leads/noun";
import { Tag } from "../ui/Badges";
import { Ago } from "../ui/clock";
import { PhoneNumber } from "../ui/PhoneNumber";
import { Details } from "../ui/record/Details";
import { Section } from "../ui/Section";
import { useWords } from "../words";

export function ContactDetails({ contact }: { contact: Contact }) {
  const t = useWords();
  const { id, email, phone, organisation, title, source, tags, createdAt, updatedAt } = contact;
  return (
    <Section title={t("record.details")}>
      <Details
        placeholder="—"
        items={[
          [t("field.email"), email && <EmailLink key="email" contactId={id} email={email} />],
          [t("field.phone"), phone && <PhoneNumber number={phone} />],
          [t("field.organisation"), organisation],
          [t("field.jobTitle"), title],
          [t("field.source"), source],
          [t("field.createdAt"), <Ago key="created" time={createdAt} />],
          [t("field.updatedAt"), <Ago key="updated" time={updatedAt} />],
        ]}
      />
      {tags.length > 0 && (
        <Group gap={6} mt="md">
          {tags.map((tag) => (
            <Link key={tag} to="/leads" search={{ tag }} style={{ textDecoration: "none" }}>
              <Tag>{tag}</Tag>
            </Link>
          ))}
        </Group>
      )}
    </Section>
  );
}

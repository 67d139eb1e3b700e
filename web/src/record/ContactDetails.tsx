import { ActionIcon } from "@mantine/core";
import { IconMail, IconPhone } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Contact } from "../leads/noun";
import { emailComposerLink } from "../shell/links";
import { Tag } from "../ui/Badges";
import { Ago } from "../ui/clock";
import { NumberText } from "../ui/PhoneNumber";
import { Details } from "../ui/record/Details";
import { EditableTags } from "../ui/record/EditableTags";
import { EditableText } from "../ui/record/EditableText";
import { useWords } from "../words";
import { useTagsField, useTextField } from "./fieldSave";

const TEXTS = [
  { field: "organisation", word: "field.organisation", maxLength: 120 },
  { field: "title", word: "field.jobTitle", maxLength: 120 },
  { field: "source", word: "field.source", maxLength: 80 },
] as const;

/** The fields of a contact. Each is edited where it stands. */
export function ContactDetails({ contact }: { contact: Contact }) {
  const t = useWords();
  return (
    <Details
      items={[
        [t("field.email"), <EmailField key="email" contact={contact} />],
        [t("field.phone"), <PhoneField key="phone" contact={contact} />],
        ...TEXTS.map(
          ({ word, ...text }) =>
            [t(word), <TextField key={text.field} contact={contact} label={t(word)} {...text} />] as const,
        ),
        [t("field.tags"), <TagsField key="tags" contact={contact} />],
        [t("field.createdAt"), <Ago key="created" time={contact.createdAt} />],
        [t("field.updatedAt"), <Ago key="updated" time={contact.updatedAt} />],
      ]}
    />
  );
}

interface TextFieldProps {
  contact: Contact;
  field: (typeof TEXTS)[number]["field"];
  label: string;
  maxLength: number;
}

function TextField({ contact, field, ...props }: TextFieldProps) {
  return <EditableText {...props} {...useTextField(contact, field)} />;
}

function EmailField({ contact }: { contact: Contact }) {
  const t = useWords();
  const { id, email } = contact;
  return (
    <EditableText
      label={t("field.email")}
      type="email"
      maxLength={254}
      {...useTextField(contact, "email")}
      aside={
        email && (
          <ActionIcon
            component={Link}
            to={emailComposerLink(id)}
            replace
            aria-label={t("record.writeTo", { email })}
          >
            <IconMail size={16} aria-hidden />
          </ActionIcon>
        )
      }
    />
  );
}

function PhoneField({ contact }: { contact: Contact }) {
  const t = useWords();
  const { phone } = contact;
  return (
    <EditableText
      label={t("field.phone")}
      type="tel"
      maxLength={40}
      {...useTextField(contact, "phone")}
      shown={phone && <NumberText number={phone} />}
      aside={
        phone && (
          <ActionIcon component="a" href={`tel:${phone}`} aria-label={t("record.callNumber", { phone })}>
            <IconPhone size={16} aria-hidden />
          </ActionIcon>
        )
      }
    />
  );
}

function TagsField({ contact }: { contact: Contact }) {
  const t = useWords();
  return (
    <EditableTags
      label={t("field.tags")}
      {...useTagsField(contact)}
      shown={contact.tags.map((tag) => (
        <Link key={tag} to="/leads" search={{ tag }} style={{ textDecoration: "none" }}>
          <Tag>{tag}</Tag>
        </Link>
      ))}
    />
  );
}

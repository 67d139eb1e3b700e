import { Anchor, type AnchorProps } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { emailComposerLink } from "../shell/links";
import { useWords } from "../words";

interface Props extends AnchorProps {
  email: string;
  /** The lead that has the address; none while an enquiry is not converted. */
  contactId: string | null | undefined;
}

/** An e-mail address. It opens the composer of its lead, or the user's own mail program where there is no lead. */
export function EmailLink({ email, contactId, ...props }: Props) {
  const t = useWords();
  if (!contactId) {
    return (
      <Anchor href={`mailto:${email}`} size="sm" {...props}>
        {email}
      </Anchor>
    );
  }
  return (
    <Anchor
      component={Link}
      to={emailComposerLink(contactId)}
      size="sm"
      title={t("record.writeTo", { email })}
      {...props}
    >
      {email}
    </Anchor>
  );
}

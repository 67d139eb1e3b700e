import { Stack } from "@mantine/core";
import { InviteForm } from "./InviteForm";
import { Invites } from "./Invites";
import { MailNotice } from "./MailNotice";
import { Users } from "./Users";

/** The accounts of the company, and the invites to it. */
export function Accounts() {
  return (
    <Stack>
      <MailNotice />
      <InviteForm />
      <Invites />
      <Users />
    </Stack>
  );
}

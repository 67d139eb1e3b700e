import "@mantine/core/styles/Notification.css";
import "@mantine/notifications/styles.css";
import { Notifications } from "@mantine/notifications";

/** Where the app says what was done, and what was not. */
export default function Notices() {
  return <Notifications position="bottom-left" limit={4} />;
}

import "@mantine/core/styles/Notification.css";
import "@mantine/notifications/styles.layer.css";
import { Notifications } from "@mantine/notifications";
import classes from "./Notices.module.css";

/** The container of the toasts, which is above the tab bar of a phone. */
export default function Notices() {
  return <Notifications position="bottom-right" limit={4} className={classes.toasts} />;
}

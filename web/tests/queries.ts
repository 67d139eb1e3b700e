// The app's queries and its reducer. Import it after `fetch` and `location` have been replaced.
export { timelineQuery } from "../src/activities/noun";
export { emailsQuery } from "../src/emails/noun";
export { enquiriesQuery } from "../src/enquiries/noun";
export { feedbackQuery } from "../src/feedback/noun";
export { contactQuery, contactsQuery } from "../src/leads/noun";
export { apply } from "../src/live/reducer";
export { notificationsQuery } from "../src/notifications/noun";
export { contactOpportunitiesQuery } from "../src/opportunities/noun";
export { sessionsQuery } from "../src/sessions/noun";
export { tasksQuery } from "../src/tasks/noun";

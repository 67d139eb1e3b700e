import { api, read } from "../api/client";
import { listQuery, TOTAL_ONLY, totalQuery } from "../api/paging";
import { sortOrder } from "../live/list";
import { defineNoun } from "../noun";
import type { Schemas } from "../protocol";

export type Notification = Schemas["Notification"];

export const notificationKeys = { lists: ["notifications"] } as const;

export const notificationsQuery = listQuery(notificationKeys.lists, (cursor) =>
  read(api.GET("/api/notifications", { params: { query: { cursor, limit: 20 } } })),
);

export const unreadTotalQuery = totalQuery(["unread"], () =>
  read(api.GET("/api/notifications", { params: { query: { unread: true, ...TOTAL_ONLY } } })),
);

export const notificationNoun = defineNoun({
  entity: "notification",
  effects: {
    "notification:created": (cache, { data }) =>
      cache.place<Notification>(notificationKeys.lists, data, () => ({
        ...sortOrder<Notification>("-createdAt"),
        matches: () => true,
      })),
  },
  subject: ({ data }) => ({ name: data.text }),
});

import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import type { ContactFilter, EnquiryFilter } from "./api/records";
import { enter, may } from "./session/session";
import { Lost, Trouble } from "./shell/Trouble";
import { loadInside } from "./words";

const root = createRootRoute({ component: Outlet, notFoundComponent: Lost, errorComponent: Trouble });

const text = (value: unknown) => (typeof value === "string" ? value : undefined);
const withToken = (search: Record<string, unknown>) => ({ token: text(search.token) ?? "" });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { next?: string } => ({ next: text(search.next) }),
  component: lazyRouteComponent(() => import("./sign-in/SignIn"), "SignIn"),
});
const signUp = createRoute({
  getParentRoute: () => root,
  path: "/sign-up",
  component: lazyRouteComponent(() => import("./sign-in/SignUp"), "SignUp"),
});
const invite = createRoute({
  getParentRoute: () => root,
  path: "/invite",
  validateSearch: withToken,
  component: lazyRouteComponent(() => import("./sign-in/Invited"), "Invited"),
});
const forgot = createRoute({
  getParentRoute: () => root,
  path: "/forgot",
  component: lazyRouteComponent(() => import("./sign-in/Forgot"), "Forgot"),
});
const reset = createRoute({
  getParentRoute: () => root,
  path: "/reset",
  validateSearch: withToken,
  component: lazyRouteComponent(() => import("./sign-in/Reset"), "Reset"),
});
const enquire = createRoute({
  getParentRoute: () => root,
  path: "/enquire/{-$company}",
  component: lazyRouteComponent(() => import("./enquiries/PublicForm"), "PublicForm"),
});

/** Everything behind the sign-in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: async ({ location }) => {
    const [me] = await Promise.all([enter(), loadInside()]);
    if (!me) throw redirect({ to: "/sign-in", search: { next: location.href } });
    return { me };
  },
  component: lazyRouteComponent(() => import("./shell/Shell"), "Shell"),
});

export interface DashboardSearch {
  from?: string;
  to?: string;
  wall?: boolean;
}
const dashboard = createRoute({
  getParentRoute: () => inside,
  path: "/",
  validateSearch: (search: Record<string, unknown>): DashboardSearch => ({
    from: text(search.from),
    to: text(search.to),
    wall: search.wall === true || undefined,
  }),
  beforeLoad: ({ context }) => {
    // Whoever may not read figures begins where their work is.
    if (may(context.me, "analytics.read")) return;
    if (may(context.me, "enquiries.work")) throw redirect({ to: "/enquiries" });
    throw redirect({ to: "/settings/profile" });
  },
  component: lazyRouteComponent(() => import("./dashboard/Dashboard"), "Dashboard"),
});

export interface QueueSearch extends Pick<EnquiryFilter, "q" | "priority" | "source" | "status" | "sort"> {
  tab?: "mine" | "all";
  open?: string;
}
const enquiries = createRoute({
  getParentRoute: () => inside,
  path: "/enquiries",
  validateSearch: (search: Record<string, unknown>) => search as QueueSearch,
  component: lazyRouteComponent(() => import("./enquiries/Queue"), "Queue"),
});

export interface LeadsSearch extends ContactFilter {
  as?: "board";
}
const leads = createRoute({
  getParentRoute: () => inside,
  path: "/leads",
  validateSearch: (search: Record<string, unknown>) => search as LeadsSearch,
  component: lazyRouteComponent(() => import("./leads/Leads"), "Leads"),
});
const imports = createRoute({
  getParentRoute: () => inside,
  path: "/leads/import",
  validateSearch: (search: Record<string, unknown>): { id?: string } => ({ id: text(search.id) }),
  component: lazyRouteComponent(() => import("./leads/import/ImportPage"), "ImportPage"),
});
const record = createRoute({
  getParentRoute: () => inside,
  path: "/leads/$id",
  component: lazyRouteComponent(() => import("./record/Record"), "Record"),
});
const tasks = createRoute({
  getParentRoute: () => inside,
  path: "/tasks",
  validateSearch: (search: Record<string, unknown>): { state?: "done" } =>
    search.state === "done" ? { state: "done" } : {},
  component: lazyRouteComponent(() => import("./tasks/Tasks"), "Tasks"),
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
  component: lazyRouteComponent(() => import("./settings/Settings"), "Settings"),
});
const profile = createRoute({
  getParentRoute: () => settings,
  path: "/profile",
  component: lazyRouteComponent(() => import("./settings/Profile"), "Profile"),
});
const company = createRoute({
  getParentRoute: () => settings,
  path: "/company",
  component: lazyRouteComponent(() => import("./settings/CompanySettings"), "CompanySettings"),
});
const accounts = createRoute({
  getParentRoute: () => settings,
  path: "/accounts",
  component: lazyRouteComponent(() => import("./settings/Accounts"), "Accounts"),
});
const audit = createRoute({
  getParentRoute: () => settings,
  path: "/audit",
  component: lazyRouteComponent(() => import("./settings/Audit"), "Audit"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    signUp,
    invite,
    forgot,
    reset,
    enquire,
    inside.addChildren([
      dashboard,
      enquiries,
      leads,
      imports,
      record,
      tasks,
      settings.addChildren([profile, company, accounts, audit]),
    ]),
  ]),
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

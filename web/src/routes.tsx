import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import * as addresses from "./addresses";
import { enterWhenReachable } from "./session/reach";
import { can } from "./session/session";
import { ErrorPage, NotFoundPage } from "./shell/ErrorPages";

// The one list of pages besides `nouns.ts`. It is not derived from the nouns for two reasons: the router is loaded with the
// sign-in, which the nouns are not, and paths and parameters must be literal types here for `<Link to>` to be checked. What
// an address may contain is in `addresses.ts`.
const root = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: ErrorPage,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: addresses.signInSearch,
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
  validateSearch: addresses.tokenSearch,
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
  validateSearch: addresses.tokenSearch,
  component: lazyRouteComponent(() => import("./sign-in/Reset"), "Reset"),
});
const confirm = createRoute({
  getParentRoute: () => root,
  path: "/confirm",
  validateSearch: addresses.tokenSearch,
  component: lazyRouteComponent(() => import("./sign-in/Confirm"), "Confirm"),
});
const enquire = createRoute({
  getParentRoute: () => root,
  path: "/enquire/{-$company}",
  component: lazyRouteComponent(() => import("./enquiries/PublicForm"), "PublicForm"),
});

/** The pages behind the sign-in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  // The frame shows at once, also until it is known who is signed in.
  pendingComponent: lazyRouteComponent(() => import("./shell/ShellSkeleton"), "ShellSkeleton"),
  pendingMs: 150,
  beforeLoad: async ({ location, abortController }) => {
    const me = await enterWhenReachable(abortController.signal);
    if (!me) throw redirect({ to: "/sign-in", search: { next: location.href } });
    return { me };
  },
  component: lazyRouteComponent(() => import("./shell/Shell"), "Shell"),
});

const dashboard = createRoute({
  getParentRoute: () => inside,
  path: "/",
  validateSearch: addresses.dashboardSearch,
  beforeLoad: ({ context }) => {
    // Employees who may not see figures start at their work.
    if (can(context.me, "analytics.read")) return;
    if (can(context.me, "enquiries.work")) throw redirect({ to: "/enquiries" });
    throw redirect({ to: "/settings/profile" });
  },
  component: lazyRouteComponent(() => import("./dashboard/Dashboard"), "Dashboard"),
});

const enquiries = createRoute({
  getParentRoute: () => inside,
  path: "/enquiries",
  validateSearch: addresses.queueSearch,
  component: lazyRouteComponent(() => import("./enquiries/Queue"), "Queue"),
});

const leads = createRoute({
  getParentRoute: () => inside,
  path: "/leads",
  validateSearch: addresses.leadsSearch,
  component: lazyRouteComponent(() => import("./leads/Leads"), "Leads"),
});
const imports = createRoute({
  getParentRoute: () => inside,
  path: "/leads/import",
  validateSearch: addresses.importSearch,
  component: lazyRouteComponent(() => import("./leads/import/ImportPage"), "ImportPage"),
});
const record = createRoute({
  getParentRoute: () => inside,
  path: "/leads/$id",
  validateSearch: addresses.recordSearch,
  component: lazyRouteComponent(() => import("./record/Record"), "Record"),
});
const opportunities = createRoute({
  getParentRoute: () => inside,
  path: "/opportunities",
  validateSearch: addresses.opportunitiesSearch,
  component: lazyRouteComponent(() => import("./opportunities/Opportunities"), "Opportunities"),
});
const deals = createRoute({
  getParentRoute: () => inside,
  path: "/deals",
  validateSearch: addresses.dealsSearch,
  component: lazyRouteComponent(() => import("./deals/Deals"), "Deals"),
});
const tasks = createRoute({
  getParentRoute: () => inside,
  path: "/tasks",
  validateSearch: addresses.tasksSearch,
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
    confirm,
    enquire,
    inside.addChildren([
      dashboard,
      enquiries,
      leads,
      imports,
      record,
      opportunities,
      deals,
      tasks,
      settings.addChildren([profile, company, accounts, audit]),
    ]),
  ]),
  defaultPreload: "intent",
  parseSearch: addresses.parseSearch,
  stringifySearch: addresses.stringifySearch,
  // Parameters that a page does not read are removed from its address.
  search: { strict: true },
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

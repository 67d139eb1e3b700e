import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouteComponent,
  redirect,
} from "@tanstack/react-router";
import type { ComponentType } from "react";
import * as addresses from "./addresses";
import { ErrorPage, NotFoundPage } from "./shell/ErrorPages";

// The one list of pages besides `nouns.ts`. It is not derived from the nouns for two reasons: the router is loaded with the
// sign-in, which the nouns are not, and paths and parameters must be literal types here for `<Link to>` to be checked. What
// an address may contain is in `addresses.ts`.
const root = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: ErrorPage,
});

/** A page that reads through the query cache, which pages before the sign-in load only if they need it. */
function readingPage<Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name) {
  const importer = async () => {
    const [page, { withQueries }] = await Promise.all([load(), import("./session/queries")]);
    return { Page: withQueries(page[name]) };
  };
  return lazyRouteComponent(importer, "Page");
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: addresses.signInSearch,
  component: lazyRouteComponent(() => import("./sign-in/SignIn"), "SignIn"),
});
const signUp = createRoute({
  getParentRoute: () => root,
  path: "/sign-up",
  component: readingPage(() => import("./sign-in/SignUp"), "SignUp"),
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
  component: readingPage(() => import("./sign-in/Confirm"), "Confirm"),
});
const enquire = createRoute({
  getParentRoute: () => root,
  path: "/enquire/{-$company}",
  component: readingPage(() => import("./enquiries/PublicForm"), "PublicForm"),
});

const inside = () => import("./inside");

/** The pages behind the sign-in. */
const insideRoute = createRoute({
  getParentRoute: () => root,
  id: "inside",
  // The frame shows at once, also until it is known who is signed in.
  pendingComponent: lazyRouteComponent(inside, "ShellSkeleton"),
  pendingMs: 150,
  beforeLoad: async ({ location, abortController }) => {
    const { enterWhenReachable } = await inside();
    const me = await enterWhenReachable(abortController.signal);
    if (!me) throw redirect({ to: "/sign-in", search: { next: location.href } });
    return { me };
  },
  component: readingPage(inside, "Shell"),
});

const dashboard = createRoute({
  getParentRoute: () => insideRoute,
  path: "/",
  validateSearch: addresses.dashboardSearch,
  beforeLoad: async ({ context }) => {
    const { can } = await inside();
    // Employees who may not see figures start at their work.
    if (can(context.me, "analytics.read")) return;
    if (can(context.me, "enquiries.work")) throw redirect({ to: "/enquiries" });
    throw redirect({ to: "/settings/profile" });
  },
  component: lazyRouteComponent(() => import("./dashboard/Dashboard"), "Dashboard"),
});

const enquiries = createRoute({
  getParentRoute: () => insideRoute,
  path: "/enquiries",
  validateSearch: addresses.queueSearch,
  component: lazyRouteComponent(() => import("./enquiries/Queue"), "Queue"),
});

const leads = createRoute({
  getParentRoute: () => insideRoute,
  path: "/leads",
  validateSearch: addresses.leadsSearch,
  component: lazyRouteComponent(() => import("./leads/Leads"), "Leads"),
});
const imports = createRoute({
  getParentRoute: () => insideRoute,
  path: "/leads/import",
  validateSearch: addresses.importSearch,
  component: lazyRouteComponent(() => import("./leads/import/ImportPage"), "ImportPage"),
});
const record = createRoute({
  getParentRoute: () => insideRoute,
  path: "/leads/$id",
  validateSearch: addresses.recordSearch,
  component: lazyRouteComponent(() => import("./record/Record"), "Record"),
});
const opportunities = createRoute({
  getParentRoute: () => insideRoute,
  path: "/opportunities",
  validateSearch: addresses.opportunitiesSearch,
  component: lazyRouteComponent(() => import("./opportunities/Opportunities"), "Opportunities"),
});
const deals = createRoute({
  getParentRoute: () => insideRoute,
  path: "/deals",
  validateSearch: addresses.dealsSearch,
  component: lazyRouteComponent(() => import("./deals/Deals"), "Deals"),
});
const tasks = createRoute({
  getParentRoute: () => insideRoute,
  path: "/tasks",
  validateSearch: addresses.tasksSearch,
  component: lazyRouteComponent(() => import("./tasks/Tasks"), "Tasks"),
});

const settings = createRoute({
  getParentRoute: () => insideRoute,
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
    insideRoute.addChildren([
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

/** Loads the code of the page that the address names, besides what the page itself waits for. */
export function preloadPage(): void {
  const routes: Record<string, { options: { component?: RouteComponent } } | undefined> = router.routesById;
  for (const { routeId } of router.matchRoutes(router.latestLocation)) {
    void routes[routeId]?.options.component?.preload?.();
  }
}

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

// What every page behind the sign-in needs, loaded as one file.
export { enterWhenReachable } from "./session/reach";
export { can } from "./session/session";
export { Shell } from "./shell/Shell";
export { ShellSkeleton } from "./shell/ShellSkeleton";

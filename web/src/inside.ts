// What every page behind the sign-in needs, loaded as one file.

export { can } from "./session/access";
export { enterWhenReachable } from "./session/reach";
export { Shell } from "./shell/Shell";
export { ShellSkeleton } from "./shell/ShellSkeleton";

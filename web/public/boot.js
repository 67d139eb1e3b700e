// Runs before the page paints, while the app's modules load: it sets the colour scheme, marks the pages before the sign-in
// for the skeleton in index.html, and starts to load what the modules would ask for next. The build names those files.
(() => {
  const root = document.documentElement;
  const chosen = localStorage.getItem("mantine-color-scheme-value");
  const isDark =
    chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.setAttribute("data-mantine-color-scheme", isDark ? "dark" : "light");

  const isPublic = /^\/(sign-in|sign-up|forgot|reset|invite|confirm|enquire)(\/|$)/.test(location.pathname);
  if (isPublic) root.setAttribute("data-public", "");
  const { inside, public: outside } = document.currentScript?.dataset ?? {};
  const files = isPublic ? outside : inside;
  if (!files) return;
  for (const href of files.split(" ")) {
    const isStyle = href.endsWith(".css");
    const rel = isStyle ? "preload" : "modulepreload";
    const link = Object.assign(document.createElement("link"), { rel, href, crossOrigin: "anonymous" });
    if (isStyle) link.as = "style";
    document.head.append(link);
  }
})();

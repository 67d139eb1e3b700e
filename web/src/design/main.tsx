// Every shared piece in every state, for development: Vite serves design.html as /design, and the build does not contain it.
import "../fonts.css";
import "../mantine.css";
import "../shell/mantine.css";
import "../app.css";
import { MantineProvider } from "@mantine/core";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { theme, variables } from "../theme";
import { addTexts, loadWords } from "../words";
import english from "../words/en";
import { Gallery } from "./Gallery";
import { Pieces } from "./Pieces";

await loadWords();
addTexts("en", english);

const scheme = new URLSearchParams(window.location.search).get("scheme");
const isFrame = scheme === "light" || scheme === "dark";

const root = document.getElementById("root");
if (!root) throw new Error("design.html has no root");
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      deduplicateCssVariables={false}
      {...(isFrame ? { forceColorScheme: scheme } : { defaultColorScheme: "auto" })}
    >
      {isFrame ? <Pieces /> : <Gallery />}
    </MantineProvider>
  </StrictMode>,
);

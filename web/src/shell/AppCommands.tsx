import { useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useClaimNext } from "../enquiries/claim";
import { enquiryLink } from "../enquiries/noun";
import { openPalette } from "../ui/keyboard/palette";
import { useCommands } from "../ui/keyboard/useCommands";
import { useShortcuts } from "../ui/keyboard/useShortcuts";
import { languageChoices, useSchemeChoices } from "./appChoices";

const ShortcutSheet = lazy(() => import("../ui/keyboard/ShortcutSheet"));
const CreateLead = lazy(() => import("../leads/CreateLead"));

/** The commands that every page has, and the dialogs that they open. */
export function AppCommands() {
  const router = useRouter();
  const [dialog, setDialog] = useState<"lead" | "shortcuts" | null>(null);
  const [loaded, setLoaded] = useState({ lead: false, shortcuts: false });
  const schemes = useSchemeChoices();
  const claimNext = useClaimNext();
  const show = (dialog: "lead" | "shortcuts") => {
    setLoaded((loaded) => ({ ...loaded, [dialog]: true }));
    setDialog(dialog);
  };
  useShortcuts();
  useCommands({
    "palette.open": () => openPalette(),
    "lead.create": () => show("lead"),
    "shortcuts.show": () => show("shortcuts"),
    "theme.choose": { choices: () => schemes },
    "language.choose": { choices: languageChoices },
    "enquiry.claimNext": async () => {
      const claimed = await claimNext();
      if (claimed) router.history.push(enquiryLink(claimed.id));
    },
  });
  const close = () => setDialog(null);
  return (
    <Suspense>
      {loaded.lead && <CreateLead opened={dialog === "lead"} close={close} />}
      {loaded.shortcuts && <ShortcutSheet opened={dialog === "shortcuts"} close={close} />}
    </Suspense>
  );
}

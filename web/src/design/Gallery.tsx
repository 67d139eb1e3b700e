import { SegmentedControl, Title } from "@mantine/core";
import { useState } from "react";
import classes from "./Gallery.module.css";

const WIDTHS = { desktop: 960, phone: 390 };
type Width = keyof typeof WIDTHS;

/** All pieces in both colour schemes beside each other. Each is a frame, in which widths are those of a screen. */
export function Gallery() {
  const [width, setWidth] = useState<Width>("desktop");
  return (
    <>
      <header className={classes.bar}>
        <Title order={1}>Design</Title>
        <SegmentedControl
          aria-label="Width"
          value={width}
          onChange={(value) => setWidth(value as Width)}
          data={[
            { value: "desktop", label: "Desktop" },
            { value: "phone", label: "Phone" },
          ]}
        />
      </header>
      <main className={classes.frames}>
        {["light", "dark"].map((scheme) => (
          <iframe
            key={scheme}
            className={classes.frame}
            title={`${scheme}, ${width}`}
            src={`/design?scheme=${scheme}`}
            width={WIDTHS[width]}
            style={{ maxWidth: WIDTHS[width] }}
          />
        ))}
      </main>
    </>
  );
}

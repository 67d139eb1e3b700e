import { Avatar as MantineAvatar, Tooltip } from "@mantine/core";
import type { Person } from "../employees/noun";
import classes from "./Avatar.module.css";
import { AVATAR_COLORS } from "./colors";

function colorOf(id: string): string {
  const sum = [...id].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return AVATAR_COLORS[sum % AVATAR_COLORS.length] ?? AVATAR_COLORS[0];
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toUpperCase();
}

/** The initials of a person, on a colour that is always the same for them. */
export function Avatar({ person, size = 28 }: { person: Person; size?: number }) {
  return (
    <Tooltip label={person.name}>
      <MantineAvatar
        size={size}
        radius="xl"
        variant="filled"
        aria-label={person.name}
        role="img"
        styles={{
          placeholder: {
            background: colorOf(person.id),
            color: "var(--mantine-color-white)",
            fontSize: size * 0.38,
          },
        }}
      >
        {initials(person.name)}
      </MantineAvatar>
    </Tooltip>
  );
}

export function AvatarGroup({ people, max = 4 }: { people: Person[]; max?: number }) {
  return (
    <MantineAvatar.Group spacing={6}>
      {people.slice(0, max).map((person) => (
        <Avatar key={person.id} person={person} size={24} />
      ))}
      {people.length > max && (
        <MantineAvatar size={24} radius="xl">
          +{people.length - max}
        </MantineAvatar>
      )}
    </MantineAvatar.Group>
  );
}

/** The initials of a person in a list. Lists have many: it is a plain element. */
export function PersonInitials({ person, size }: { person: Person; size: number }) {
  return (
    <span
      role="img"
      aria-label={person.name}
      title={person.name}
      className={classes.initials}
      style={{ width: size, height: size, fontSize: size * 0.38, background: colorOf(person.id) }}
    >
      {initials(person.name)}
    </span>
  );
}

/** Initials and name, truncated where there is no room. */
export function PersonName({ person, size = 20 }: { person: Person; size?: number }) {
  return (
    <span className={classes.person}>
      <span aria-hidden className={classes.hidden}>
        <PersonInitials person={person} size={size} />
      </span>
      <span className={classes.name}>{person.name}</span>
    </span>
  );
}

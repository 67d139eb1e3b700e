import { Avatar, Group, Text, Tooltip } from "@mantine/core";
import type { Person } from "../api/records";

/** Dark enough for white letters on them. */
const HUES = ["#1864ab", "#862e9c", "#087f5b", "#b03a06", "#0b7285", "#a61e4d", "#364fc7", "#3f6212"];

function hue(id: string): string {
  const sum = [...id].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return HUES[sum % HUES.length] ?? "#1864ab";
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toUpperCase();
}

/** Somebody, by their initials, in a colour of their own. */
export function Face({ person, size = 28 }: { person: Person; size?: number }) {
  return (
    <Tooltip label={person.name}>
      <Avatar
        size={size}
        radius="xl"
        variant="filled"
        aria-label={person.name}
        role="img"
        styles={{
          placeholder: {
            background: hue(person.id),
            color: "white",
            fontSize: size * 0.38,
          },
        }}
      >
        {initials(person.name)}
      </Avatar>
    </Tooltip>
  );
}

export function Faces({ people, most = 4 }: { people: Person[]; most?: number }) {
  return (
    <Avatar.Group spacing={6}>
      {people.slice(0, most).map((person) => (
        <Face key={person.id} person={person} size={24} />
      ))}
      {people.length > most && (
        <Avatar size={24} radius="xl">
          +{people.length - most}
        </Avatar>
      )}
    </Avatar.Group>
  );
}

/** Face and name beside each other, cut off where there is no room. */
export function Named({ person, size = 22 }: { person: Person; size?: number }) {
  return (
    <Group gap={6} wrap="nowrap" miw={0}>
      <Face person={person} size={size} />
      <Text size="sm" truncate>
        {person.name}
      </Text>
    </Group>
  );
}

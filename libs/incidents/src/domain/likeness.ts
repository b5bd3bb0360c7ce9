/** Every two neighbouring characters; beginning and end count as characters. */
const pairsOf = (text: string): ReadonlySet<string> => {
  const marked = `^${text}$`;
  return new Set(Array.from({ length: marked.length - 1 }, (_, at) => marked.slice(at, at + 2)));
};

/** How like two texts are, from 0 to 1: the share of pairs of characters that they have in common (Dice). */
const likeness = (one: ReadonlySet<string>, other: ReadonlySet<string>): number =>
  (2 * [...one].filter((pair) => other.has(pair)).length) / (one.size + other.size);

/** At most so many of the texts, those first that are likest to what was typed; equally like ones by name. */
export function likest(typed: string, texts: readonly string[], most: number): readonly string[] {
  const pairs = pairsOf(typed);
  return texts
    .map((text) => ({ text, like: likeness(pairs, pairsOf(text)) }))
    .sort((a, b) => b.like - a.like || (a.text < b.text ? -1 : 1))
    .slice(0, most)
    .map(({ text }) => text);
}

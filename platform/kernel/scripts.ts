const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u];

/**
 * The letter by which a name mixes Latin, Cyrillic and Greek, whose letters look alike (Unicode TS #39 §5);
 * undefined when it keeps to one of them. Other scripts, Han above all, stand beside any.
 */
export function mixedLetter(text: string): string | undefined {
  const [, ...others] = scripts
    .map((script) => script.exec(text))
    .filter((match) => match !== null)
    // The Latin one is what people take the others for.
    .map(([letter]) => letter);
  return others[0];
}

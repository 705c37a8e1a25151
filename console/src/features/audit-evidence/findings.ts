/** What a check of the evidence log found wrong. */
export type Finding = {
  readonly code: string;
  readonly file: string;
  readonly zh: string;
  readonly en: string;
};

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

/** Findings as the server gives them, whatever further fields they have. */
export function findingsOf(given: readonly { readonly [name: string]: unknown }[]): Finding[] {
  return given.map(({ code, file, text }) => {
    const words = typeof text === 'object' && text !== null ? (text as Record<string, unknown>) : {};
    return {
      code: textOf(code),
      file: textOf(file),
      zh: textOf(words.zh) || textOf(code),
      en: textOf(words.en) || textOf(code),
    };
  });
}

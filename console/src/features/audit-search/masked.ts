/** Whether a text seems to hold what was masked: `王**`, `3507**********2216`, `******`; `SELECT *` is none. */
export const looksMasked = (text: string | null): boolean =>
  text !== null && /[\p{L}\p{N}]\*|\*{4}/u.test(text);

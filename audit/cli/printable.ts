/**
 * A text of unknown origin for a terminal, on one line: control characters, line ends and what turns the
 * direction of writing are shown as escapes, so that no text can pass for a line of ours.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (char) => {
    const code = char.codePointAt(0)!.toString(16);
    return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\u{${code}}`;
  });
}

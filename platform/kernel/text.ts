const invisible = /[\p{C}\p{Zl}\p{Zp}]/u;

/**
 * Text that somebody else wrote, as a message, a page or a terminal may repeat it: at most `max` characters
 * (an ellipsis says that there was more), and U+FFFD in place of each that is invisible or ends a line.
 */
export function excerpt(text: string, max = 80): string {
  // Two units hold any character: what is far too long is not walked through.
  const characters = [...text.slice(0, (max + 1) * 2)];
  const shown = characters.slice(0, max).map((char) => (invisible.test(char) ? '\ufffd' : char));
  return shown.join('') + (characters.length > max ? '…' : '');
}

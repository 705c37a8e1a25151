/**
 * Splits a CSV record at `from` after RFC 4180; quotes inside values are doubled, values may hold line ends.
 * An unterminated quote runs to the end.
 * @returns at most `limit` values, as text
 */
export function csvValues(text: string, from = 0, limit = 64): string[] {
  const values: string[] = [];
  let at = from;
  while (values.length < limit) {
    if (text.charCodeAt(at) === 34) {
      let value = '';
      let start = at + 1;
      for (;;) {
        const quote = text.indexOf('"', start);
        if (quote < 0) {
          value += text.slice(start);
          at = text.length;
          break;
        }
        value += text.slice(start, quote);
        if (text.charCodeAt(quote + 1) !== 34) {
          at = quote + 1;
          break;
        }
        value += '"';
        start = quote + 2;
      }
      values.push(value);
    } else {
      const comma = text.indexOf(',', at);
      const end = comma < 0 ? text.length : comma;
      values.push(text.slice(at, end));
      at = end;
    }
    if (text.charCodeAt(at) !== 44) break;
    at++;
  }
  return values;
}

import { StringDecoder } from 'node:string_decoder';

/**
 * Lines of a UTF-8 stream, without their ends; null for a line longer than `max` characters, which is
 * skipped and never held. A broken byte becomes U+FFFD.
 */
export async function* linesOf(
  input: AsyncIterable<Buffer | string>,
  max: number,
): AsyncGenerator<string | null> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let tooLong = false;
  for await (const chunk of input) {
    const text = typeof chunk === 'string' ? chunk : decoder.write(chunk);
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = rest + text.slice(from, end);
      yield tooLong || line.length > max ? null : line.replace(/\r$/, '');
      rest = '';
      tooLong = false;
      from = end + 1;
    }
    rest += text.slice(from);
    if (rest.length > max) {
      rest = '';
      tooLong = true;
    }
  }
  rest += decoder.end();
  if (tooLong) yield null;
  else if (rest !== '') yield rest.replace(/\r$/, '');
}

import { StringDecoder } from 'node:string_decoder';

/**
 * Lines of a UTF-8 stream as chunks come. A line longer than `max` is cut there: the rest of it is skipped
 * and never held. A broken byte becomes U+FFFD; a byte order mark at the very beginning is no part of a line.
 */
export function createLineSplitter(max: number): {
  push(chunk: Buffer | string, take: (line: string) => void): void;
  end(take: (line: string) => void): void;
} {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let begun = false;
  const give = (line: string, take: (line: string) => void) =>
    take(line.charCodeAt(line.length - 1) === 13 ? line.slice(0, -1) : line);
  return {
    push(chunk, take) {
      const text = typeof chunk === 'string' ? chunk : decoder.write(chunk);
      let from = !begun && text.charCodeAt(0) === 0xfeff ? 1 : 0;
      begun ||= text !== '';
      for (let end = text.indexOf('\n', from); end >= 0; end = text.indexOf('\n', from)) {
        const line = text.slice(from, end);
        give(rest === '' ? line : (rest + line).slice(0, max), take);
        rest = '';
        from = end + 1;
      }
      if (rest.length < max) rest = (rest + text.slice(from)).slice(0, max);
    },
    end(take) {
      rest += decoder.end();
      if (rest !== '') give(rest, take);
      rest = '';
    },
  };
}

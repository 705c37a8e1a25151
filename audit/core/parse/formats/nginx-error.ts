import { compact, count, side, some } from '../fields.ts';
import { iso, readIso } from '../time.ts';
import type { Fields, Line, ParseContext, Parser } from '../types.ts';

/** nginx's error log. */
export const nginxError: Parser = {
  name: 'nginx-error',
  title: { zh: 'nginx 错误日志', en: 'nginx error log' },
  class: 'business',
  parse: parseError,
};

const head = /^ ?\[(\w{1,20})\] (\d{1,10})#(\d{1,10}): (?:\*(\d{1,20}) )?/;

function parseError({ body }: Line, context: ParseContext): Fields | undefined {
  if (body.charCodeAt(4) !== 47 || body.charCodeAt(7) !== 47) return undefined;
  const stamp = readIso(body, 0, context.timeZone);
  const match = stamp && head.exec(body.slice(stamp.end, stamp.end + 100));
  if (!match) return undefined;
  const message = body.slice(stamp.end + match[0].length);
  const [, level, pid, thread, connection] = match;
  const request = after(message, ', request: "', '"');
  return compact({
    '@timestamp': iso(stamp.time),
    event: {
      kind: 'event',
      category: ['web'],
      type: ['error', 'crit', 'alert', 'emerg'].includes(level!) ? ['error'] : ['info'],
      dataset: 'nginx.error',
      module: 'nginx',
    },
    message,
    log: { level: level! },
    process: compact({ pid: count(pid), thread: some({ id: count(thread) }) }),
    source: side(after(message, ', client: ', ',')),
    url: some({ domain: after(message, ', server: ', ','), original: request?.split(' ', 2)[1] }),
    http: some({ request: some({ method: request?.split(' ', 1)[0] }) }),
    nginx: some({ error: some({ connection_id: count(connection) }) }),
  });
}

function after(text: string, label: string, until: string): string | undefined {
  const at = text.indexOf(label);
  if (at < 0) return undefined;
  const start = at + label.length;
  const end = text.indexOf(until, start);
  return text.slice(start, end < 0 ? text.length : end).trim() || undefined;
}

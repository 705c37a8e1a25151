import { compact, count, ip, said, side, some } from '../fields.ts';
import { iso, readCommonStamp } from '../time.ts';
import type { Fields, Line, ParseContext, Parser } from '../types.ts';

/** Access log of nginx and Apache: common and combined, with or without a virtual host in front. */
export const accessLog: Parser = {
  name: 'access-log',
  title: { zh: 'Web 访问日志（nginx、Apache）', en: 'Web access log (nginx, Apache)' },
  class: 'business',
  parse: parseAccess,
};

function parseAccess({ body }: Line, context: ParseContext): Fields | undefined {
  const open = body.slice(0, 1_000).indexOf(' [');
  if (open < 0) return undefined;
  const stamp = readCommonStamp(body, open + 2, context.timeZone);
  if (!stamp || body.charCodeAt(stamp.end) !== 93) return undefined;
  const words = body.slice(0, open).split(' ');
  // Addresses that proxies told, the client's first: `10.0.0.2, 10.0.0.1 - - […`.
  const told: string[] = [];
  while (words[0]?.endsWith(',')) told.push(words.shift()!.slice(0, -1));
  if (told.length > 0) told.push(words.shift()!);
  if (told.length > 0) words.unshift(told[0]!);
  if (words.length < 3) return undefined;
  const request = quotedAt(body, body.indexOf('"', stamp.end));
  if (!request) return undefined;
  const [status, size] = body.slice(request.end).trimStart().split(' ', 2);
  const code = count(status);
  if (code === undefined || code > 999) return undefined;
  const referrer = quotedAt(body, body.indexOf('"', request.end));
  const agent = referrer && quotedAt(body, body.indexOf('"', referrer.end));
  const forwarded = agent && quotedAt(body, body.indexOf('"', agent.end));
  // A user's name may hold blanks: only an address in second place makes the first word a virtual host.
  const virtual = words.length >= 4 && ip(words[1]) && !ip(words[0]) ? words[0] : undefined;
  const [client, , ...userWords] = virtual === undefined ? words : words.slice(1);
  const user = said(userWords.join(' '));
  return compact({
    '@timestamp': iso(stamp.time),
    event: {
      kind: 'event',
      category: ['web'],
      type: ['access'],
      action: 'http-request',
      outcome: code < 400 ? 'success' : 'failure',
      dataset: 'web.access',
      module: 'web',
    },
    source: side(client),
    user: some({ name: user }),
    url: urlOf(request.text, virtual),
    http: compact({
      request: some({ method: methodOf(request.text), referrer: said(referrer?.text) }),
      response: compact({ status_code: code, body: some({ bytes: count(size) }) }),
      version: /HTTP\/(\d(?:\.\d)?)$/.exec(request.text.slice(-10))?.[1],
    }),
    user_agent: some({ original: said(agent?.text) }),
    client: some({ forwarded_for: said(forwarded?.text) ?? (told.length > 1 ? told.join(', ') : undefined) }),
  });
}

/** Text in double quotes at `at`; nginx writes a quote inside as `\x22`, Apache as `\"`. */
function quotedAt(text: string, at: number): { text: string; end: number } | undefined {
  if (at < 0) return undefined;
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 92) i++;
    else if (code === 34) return { text: unescaped(text.slice(at + 1, i)), end: i + 1 };
  }
  return undefined;
}

/** `\xE4\xBA\xBA` are bytes of UTF-8. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/(?:\\x[0-9A-Fa-f]{2})+|\\(["\\])/g, (bytes, other: string | undefined) =>
    other === undefined ? Buffer.from(bytes.replaceAll('\\x', ''), 'hex').toString('utf8') : other,
  );
}

function methodOf(request: string): string | undefined {
  const method = request.slice(0, Math.max(0, request.indexOf(' ')));
  return /^[A-Z]{3,20}$/.test(method) ? method : undefined;
}

function urlOf(request: string, virtual: string | undefined): Fields {
  const from = request.indexOf(' ');
  const last = request.lastIndexOf(' HTTP/');
  const original =
    methodOf(request) === undefined ? request : request.slice(from + 1, last > from ? last : request.length);
  const mark = original.indexOf('?');
  const [domain, port] = (virtual ?? '').split(':');
  const path = mark < 0 ? original : original.slice(0, mark);
  return compact({
    original,
    path: path.startsWith('/') ? path : undefined,
    query: mark < 0 ? undefined : original.slice(mark + 1),
    domain: domain || undefined,
    port: count(port),
  });
}

import { compact, count, side, some } from '../fields.ts';
import { digits, fromLocal, iso, monthOf, readClock } from '../time.ts';
import type { Fields, Line, ParseContext, Parser } from '../types.ts';

/** Apache's error log, 2.2 and 2.4. */
export const apacheError: Parser = {
  name: 'apache-error',
  title: { zh: 'Apache 错误日志', en: 'Apache error log' },
  class: 'business',
  parse: parseError,
};

const head =
  /^\[\w{3} (\w{3} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,6})? \d{4})\] \[(?:([\w-]{0,40}):)?(\w{1,20})\] ?/;

function parseError({ body }: Line, context: ParseContext): Fields | undefined {
  if (body.charCodeAt(0) !== 91) return undefined;
  const match = head.exec(body.slice(0, 200));
  if (!match) return undefined;
  const [whole, stamp, module, level] = match;
  let rest = body.slice(whole.length);
  let pid: string | undefined;
  let thread: string | undefined;
  let client: Fields | undefined;
  for (let part = bracket(rest); part; part = bracket(rest)) {
    const process = /^pid (\d{1,10})(?::tid (\d{1,20}))?$/.exec(part.text);
    const remote = /^(?:client|remote) (.{2,100}?)(?::(\d{1,5}))?$/.exec(part.text);
    if (process) [, pid, thread] = process;
    else if (remote) client = side(remote[1], remote[2]);
    else break;
    rest = part.rest;
  }
  const code = /^(AH\d{5}): /.exec(rest)?.[1];
  return compact({
    '@timestamp': iso(timeOf(stamp!, context)),
    event: compact({
      kind: 'event',
      category: ['web'],
      type:
        level === 'error' || level === 'crit' || level === 'alert' || level === 'emerg'
          ? ['error']
          : ['info'],
      dataset: 'apache.error',
      module: 'apache',
      code,
    }),
    message: rest.trimEnd(),
    log: { level: level! },
    source: client,
    process: some({ pid: count(pid), thread: some({ id: count(thread) }) }),
    apache: some({ error: some({ module: module || undefined }) }),
  });
}

function bracket(text: string): { text: string; rest: string } | undefined {
  if (text.charCodeAt(0) !== 91) return undefined;
  const close = text.indexOf(']');
  return close < 0 || close > 200
    ? undefined
    : { text: text.slice(1, close), rest: text.slice(close + 1).trimStart() };
}

/** `Dec 04 04:47:44.123456 2005` */
function timeOf(stamp: string, context: ParseContext): number | undefined {
  const clock = readClock(stamp, 7);
  const day = Number(stamp.slice(4, 6));
  const year = digits(stamp, stamp.length - 4, 4);
  if (!clock || !(day >= 1)) return undefined;
  return fromLocal(Date.UTC(year, monthOf(stamp, 0), day) + clock.ms, context.timeZone);
}

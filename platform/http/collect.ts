import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { httpErrors } from './errors.ts';
import type { HttpLog } from './failures.ts';
import type { Metrics } from './metrics.ts';
import { type Route, route } from './route.ts';
import { Nothing } from './shapes.ts';

/** Of each kind and body; the rest is only counted. */
const maxLines = 20;
const inflate = promisify(gunzip);

export type CollectLimits = {
  /** Largest report in bytes, as it is sent and unpacked. */
  readonly maxBytes: number;
  /** Reports of one address in a minute. */
  readonly ratePerMinute: number;
};

/**
 * Takes what Grafana Faro sends from the console: errors, log lines, web vitals, events. Errors and
 * warnings go to the log, everything is counted.
 */
export function collectRoutes(
  log: HttpLog,
  metrics: Pick<Metrics, 'browser'>,
  { maxBytes, ratePerMinute }: CollectLimits,
): Route[] {
  return [
    route({
      method: 'POST',
      path: '/collect',
      id: 'collectBrowserSignals',
      summary: '收集浏览器错误与性能数据 Errors and web vitals of the console',
      access: { public: 'The sign-in page has errors too; what comes in is only counted and logged' },
      raw: ['application/json'],
      bodyLimit: maxBytes,
      limit: { max: ratePerMinute, windowMs: 60_000 },
      output: { 202: Nothing },
      handle: async ({ bytes, request, actor }) => {
        const encoding = request.headers['content-encoding'];
        const body = parse(await decode(bytes, encoding));
        const who = actor?.kind === 'person' ? actor.accountId : undefined;
        const base = {
          accountId: who,
          page: text(body.meta, 'page', 'url'),
          browser: text(body.meta, 'browser', 'name'),
        };
        list(body.exceptions).forEach((each, index) => {
          metrics.browser('exception');
          if (index >= maxLines) return;
          const fields = {
            ...base,
            type: text(each, 'type'),
            value: text(each, 'value'),
            at: topFrame(each),
          };
          log.warn(fields, 'browser exception');
        });
        list(body.logs).forEach((each, index) => {
          metrics.browser('log');
          const level = text(each, 'level');
          if (index >= maxLines || (level !== 'error' && level !== 'warn')) return;
          log.info({ ...base, level, message: text(each, 'message') }, 'browser log');
        });
        for (const _ of list(body.measurements)) metrics.browser('measurement');
        for (const _ of list(body.events)) metrics.browser('event');
      },
    }),
  ];

  async function decode(bytes: Buffer, encoding: string | undefined): Promise<Buffer> {
    if (encoding === undefined || encoding === 'identity') return bytes;
    if (encoding !== 'gzip') throw httpErrors['media-type']({ expected: 'content-encoding: gzip' });
    try {
      // Stops as soon as the cap is passed: a small body cannot become a large one in memory.
      return await inflate(bytes, { maxOutputLength: maxBytes });
    } catch (error) {
      metrics.browser('refused');
      const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
      throw tooLarge ? httpErrors['body-too-large']() : httpErrors['bad-encoding']();
    }
  }

  function parse(bytes: Buffer): Record<string, unknown> {
    try {
      const value: unknown = JSON.parse(bytes.toString('utf8'));
      if (isRecord(value)) return value;
    } catch {
      // Answered below, like any other body that is no object.
    }
    metrics.browser('refused');
    throw httpErrors['bad-json']();
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value.slice(0, 1000) : []);

/** A short text at a path; anything else is nothing. Control characters must not reach a terminal. */
function text(value: unknown, ...path: string[]): string | undefined {
  let at = value;
  for (const key of path) at = isRecord(at) ? at[key] : undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
  return typeof at === 'string' ? at.slice(0, 500).replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ') : undefined;
}

function topFrame(exception: unknown): string | undefined {
  const stack = isRecord(exception) ? exception.stacktrace : undefined;
  const frame = isRecord(stack) && Array.isArray(stack.frames) ? (stack.frames[0] as unknown) : undefined;
  if (!isRecord(frame)) return undefined;
  return [text(frame, 'function'), text(frame, 'filename'), frame.lineno]
    .filter((part) => part !== undefined)
    .join(' ')
    .slice(0, 500);
}

import { at } from '../fields.ts';
import type { Fields, Line, Parser } from '../types.ts';

/** A line with a syslog header or from a forwarder whose message no other parser knows. */
export const syslog: Parser = {
  name: 'syslog',
  title: { zh: '系统日志（syslog，RFC 3164 与 5424）', en: 'Syslog (RFC 3164 and 5424)' },
  class: 'operations',
  generic: true,
  parse: ({ outer }: Line): Fields | undefined => {
    if (!outer) return undefined;
    return { event: { kind: 'event', dataset: at(outer, 'event', 'dataset') ?? 'system.syslog' } };
  },
};

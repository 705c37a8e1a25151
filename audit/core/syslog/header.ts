import type { Zone } from '../parse/time.ts';
import { readPriority } from './priority.ts';
import { readRfc3164 } from './rfc3164.ts';
import { readRfc5424 } from './rfc5424.ts';

export type StructuredData = { [id: string]: { [name: string]: string } };

/** What stands before the message of a syslog line. */
export type SyslogHeader = {
  /** `bare`: a priority and nothing else before the message. */
  readonly format: 'rfc5424' | 'rfc3164' | 'bare';
  /** 0 to 191, or null when the line has none (as in files). */
  readonly priority: number | null;
  /** ms since 1970 UTC. */
  readonly time: number | null;
  readonly host: string | null;
  /** Tag as written, without process id. */
  readonly app: string | null;
  readonly processId: string | null;
  readonly messageId: string | null;
  readonly structuredData: StructuredData | null;
  /** Where the message begins. */
  readonly start: number;
};

export type SyslogContext = { readonly receivedAt: number; readonly timeZone?: Zone };

/**
 * Reads the header of a line after RFC 5424 §6, RFC 3164 §4.1 or as syslog daemons write files (no priority,
 * RFC 3339 time). One pass, no backtracking.
 * @returns undefined when the line has neither a priority nor a syslog time
 */
export function parseSyslogHeader(text: string, context: SyslogContext): SyslogHeader | undefined {
  const priority = readPriority(text);
  const from = priority?.end ?? 0;
  if (priority && text.charCodeAt(from) === 49 && text.charCodeAt(from + 1) === 32) {
    const header = readRfc5424(text, from + 2, priority.value);
    if (header) return header;
  }
  const header = readRfc3164(text, from, priority?.value ?? null, context);
  if (header || !priority) return header;
  return {
    format: 'bare',
    priority: priority.value,
    time: null,
    host: null,
    app: null,
    processId: null,
    messageId: null,
    structuredData: null,
    start: from,
  };
}

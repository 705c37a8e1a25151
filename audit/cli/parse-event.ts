import type { RawEvent } from '../core/sigma/event-view.ts';

const longNumber = /\d{16}/;

/**
 * One line as an event. Whole numbers too long for a double stay texts, digit for digit, as rules compare
 * them. @throws Error when it is no JSON object
 */
export function parseEvent(line: string): RawEvent {
  const value: unknown = longNumber.test(line) ? JSON.parse(line, exact) : JSON.parse(line);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('not a JSON object');
  return value as RawEvent;
}

function exact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
    ? context!.source
    : value;
}

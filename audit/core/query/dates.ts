/** From `from` on, before `to`; ms since 1970 UTC. */
export type Span = { readonly from: number; readonly to: number };

export type DateContext = {
  /** Minutes that local time is ahead of UTC: how a time without a zone is meant. */
  readonly utcOffset: number;
  /** What `now` stands for; ms since 1970 UTC. */
  readonly now: number;
};

/** For queries that name no time, or one with its zone. */
export const timeless: DateContext = { utcOffset: 0, now: 0 };

const shape =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?)?)?)?)?(Z|[+-]\d\d:?\d\d)?$/i;
const relative = /^now(?:-(\d{1,6})([smhdw]))?$/i;
const unitMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * The time that a text names, as long as what it leaves out: `2026-11` is the whole month, `2026-11-22T08:30`
 * one minute, `now-15m` one millisecond. Null: it names none.
 */
export function dateSpan(text: string, { utcOffset, now }: DateContext): Span | null {
  const ago = relative.exec(text);
  if (ago) {
    const from = now - Number(ago[1] ?? 0) * (unitMs[(ago[2] ?? 's').toLowerCase()] ?? 0);
    return { from, to: from + 1 };
  }
  const match = shape.exec(text);
  if (!match) return null;
  const given = match.slice(1, 8).filter((part) => part !== undefined);
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = given.slice(0, 6).map(Number);
  const ms = Number((match[7] ?? '0').padEnd(3, '0'));
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return null;
  const plain = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  if (year < 1000 || new Date(plain).getUTCDate() !== day) return null;
  const end = [
    () => Date.UTC(year + 1, 0),
    () => Date.UTC(year, month),
    () => plain + 86_400_000,
    () => plain + 3_600_000,
    () => plain + 60_000,
    () => plain + 1000,
    () => plain + 1,
  ][given.length - 1]!();
  const shift = offsetOf(match[8]) ?? utcOffset;
  return { from: plain - shift * 60_000, to: end - shift * 60_000 };
}

function offsetOf(zone: string | undefined): number | null {
  if (zone === undefined) return null;
  if (/z/i.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
}

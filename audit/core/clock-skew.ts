/** Up to this much the clock of a source may differ from ours without a flag. */
const toleranceMs = 5 * 60_000;

/**
 * How far the time of an event is from its receipt, when that is more than five minutes.
 * @returns ms, positive when the event says a later time than ours; null: within the tolerance or not said
 */
export function clockSkew(eventTime: number | null, receivedAt: number): number | null {
  if (eventTime === null) return null;
  const skew = eventTime - receivedAt;
  return Math.abs(skew) > toleranceMs ? skew : null;
}

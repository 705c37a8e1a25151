import { type EventDocument, ownSource } from '../../core/record.ts';
import type { Detector } from '../../core/sigma/detector.ts';
import type { Match } from '../alerts/record.ts';

/**
 * What one event completes. Our own event about alerts raises none: an alert on alerts would never end. What
 * another source calls so is its own affair.
 */
export function matchesOf(detector: Detector, document: EventDocument): Match[] {
  const { fields } = document;
  const action = (fields.event as { action?: unknown } | undefined)?.action;
  const source = (fields.anmin as { source?: unknown } | undefined)?.source;
  if (source === ownSource && typeof action === 'string' && action.startsWith('audit.alert.')) return [];
  const ingested = (fields.event as { ingested?: unknown } | undefined)?.ingested;
  const receivedAt = typeof ingested === 'string' ? Date.parse(ingested) : Number.NaN;
  const at = Number.isNaN(receivedAt) ? Date.parse(`${document.day}T23:59:59.999Z`) : receivedAt;
  return detector.feed(fields, at, document.id).map(({ rule, earlier }) => ({
    ruleId: rule.id,
    title: rule.title,
    level: rule.level ?? 'medium',
    document,
    earlier: earlier?.filter((id) => id !== document.id) ?? [],
  }));
}

import type { Event } from '#platform/kernel/event.ts';
import type { EcsFields, EcsValue } from './record.ts';

/** Titles of event names in the language of the records. */
export type EventTitles = Readonly<Record<string, { readonly zh: string; readonly en: string }>>;

/** ECS categories by the beginning of an event name, the first that fits. */
const categories: readonly (readonly [prefix: string, category: string])[] = [
  ['access.sign-in', 'authentication'],
  ['access.session', 'session'],
  ['access.role', 'iam'],
  ['access.', 'iam'],
  ['pki.', 'configuration'],
  ['audit.', 'configuration'],
];

/**
 * One of Anmin's own events, as the evidence has it, in ECS. What is no such event gives undefined.
 * @param raw the envelope as JSON
 */
export function ownEventFields(raw: string, titles: EventTitles): EcsFields | undefined {
  const event = readEvent(raw);
  if (event === undefined) return undefined;
  const { actor, subject } = event;
  const [domain = '', thing = ''] = event.name.split('.');
  const title = titles[event.name];
  const words = [title?.zh ?? event.name, subject.label ?? subject.id, actor.name];
  return {
    '@timestamp': event.time,
    message: words.join(' '),
    event: {
      id: event.id,
      kind: 'event',
      module: 'anmin',
      provider: 'anmin',
      dataset: `anmin.${domain}`,
      action: event.name,
      category: [categories.find(([prefix]) => event.name.startsWith(prefix))?.[1] ?? 'configuration'],
      outcome: event.outcome === 'success' ? 'success' : 'failure',
      ...(event.outcome === 'denied' && { reason: 'denied' }),
      original: raw,
    },
    user: { id: actor.id, name: actor.name },
    ...(actor.address !== undefined && { source: { ip: actor.address } }),
    ...(actor.sessionId !== undefined && { session: { id: actor.sessionId } }),
    ...(actor.certificateFingerprint !== undefined && {
      tls: { client: { hash: { sha256: actor.certificateFingerprint } } },
    }),
    related: {
      user: [actor.name],
      ...(actor.address !== undefined && { ip: [actor.address] }),
    },
    anmin: {
      actor: { kind: actor.kind, ...(actor.method !== undefined && { method: actor.method }) },
      subject: {
        kind: subject.kind,
        id: subject.id,
        ...(subject.label !== undefined && { label: subject.label }),
      },
      thing,
      data: event.data as EcsValue,
    },
  };
}

function readEvent(raw: string): Event | undefined {
  try {
    const event = JSON.parse(raw) as Partial<Event>;
    const whole =
      typeof event.name === 'string' &&
      typeof event.time === 'string' &&
      typeof event.actor === 'object' &&
      typeof event.subject === 'object';
    return whole ? (event as Event) : undefined;
  } catch {
    return undefined;
  }
}

import { at, compact, isFields, said, side, some } from '../fields.ts';
import { anyTime } from '../line.ts';
import { iso } from '../time.ts';
import type { Fields, Line, ParseContext, Parser } from '../types.ts';

/** Anmin's own events, as every domain reports them. */
export const ownEvent: Parser = {
  name: 'anmin',
  title: { zh: '安民自身事件', en: 'Events of Anmin itself' },
  class: 'business',
  byNameOnly: true,
  parse: parseEvent,
};

function parseEvent({ json }: Line, context: ParseContext): Fields | undefined {
  const name = json?.name;
  if (!json || typeof name !== 'string' || !isFields(json.actor) || !isFields(json.subject)) return undefined;
  if (json.sequence === undefined || !/^[a-z]+(?:\.[a-z0-9-]+){1,4}$/.test(name)) return undefined;
  const { actor, subject } = json;
  const outcome = json.outcome === 'success' ? 'success' : json.outcome === undefined ? undefined : 'failure';
  const label = said(subject.label) ?? said(subject.id);
  return compact({
    '@timestamp': iso(anyTime(json.time, context)),
    event: compact({
      kind: 'event',
      category: categoryOf(name),
      type: json.outcome === 'denied' ? ['denied'] : ['info'],
      action: name,
      outcome,
      id: said(json.id),
      dataset: `anmin.${name.slice(0, name.indexOf('.'))}`,
      module: 'anmin',
    }),
    message: [said(actor.name), name, label].filter(Boolean).join(' '),
    user: some({ name: said(actor.name), id: said(actor.id) }),
    source: side(actor.address),
    tls: some({ client: some({ hash: some({ sha256: said(actor.certificateFingerprint) }) }) }),
    anmin: {
      event: compact({
        actor: compact({ kind: actor.kind, session: actor.sessionId, method: actor.method }),
        subject: compact({ kind: subject.kind, id: subject.id, label: subject.label }),
        data: at(json, 'data'),
      }),
    },
  });
}

function categoryOf(name: string): string[] {
  if (/\.(?:session|sign-in|login)\./.test(name)) return ['authentication', 'session'];
  return /\.(?:account|role|person|administrator)s?\./.test(name) ? ['iam'] : ['configuration'];
}

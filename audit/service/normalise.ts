import { createParsing } from '../core/parse/parsing.ts';
import { type EcsFields, eventId, ownSource, type StoredRecord } from '../core/record.ts';
import type { SqlParser } from '../core/sql/reader.ts';
import type { KnownSource } from './sources/registry.ts';

/** Titles of event names. */
export type EventTitles = Readonly<Record<string, { readonly zh: string; readonly en: string }>>;

export type SourceFacts = Pick<KnownSource, 'class' | 'chain' | 'timeZone'>;

const own: SourceFacts = { class: 'operations', chain: ['anmin'], timeZone: 'UTC' };

/** Makes ECS fields of stored records, each by the parsers of its source. */
export function createNormaliser(deps: {
  readonly source: (id: string) => SourceFacts | undefined;
  readonly sql: SqlParser;
  readonly timeZone: string;
  readonly titles: EventTitles;
}) {
  const { source: known, sql, timeZone, titles } = deps;
  const parsing = createParsing({ sql });
  const usual: SourceFacts = { class: 'operations', chain: 'auto', timeZone };

  return {
    toFields(record: StoredRecord): EcsFields {
      const { index, source, sequence, receivedAt, raw, origin } = record;
      const facts = source === ownSource ? own : (known(source) ?? usual);
      const fields = parsing.parseRecord(raw.toString('utf8'), facts.chain, {
        receivedAt,
        timeZone: facts.timeZone,
        sourceClass: facts.class,
        stream: origin === undefined ? source : origin.stream,
      });
      const anmin = { ...(fields.anmin as EcsFields), source, sequence, id: eventId(receivedAt, index) };
      return source === ownSource ? { ...titled(fields), anmin } : { ...fields, anmin };
    },
  };

  /** Puts the Chinese title before the name that programs know. */
  function titled(fields: EcsFields): EcsFields {
    const action = (fields.event as { action?: string } | undefined)?.action;
    const title = action === undefined ? undefined : titles[action];
    return title === undefined ? fields : { ...fields, message: `${title.zh} ${String(fields.message)}` };
  }
}

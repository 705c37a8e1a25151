import type { Storage } from '#platform/storage/index.ts';
import { createParsing } from '../core/parse/parsing.ts';
import type { SourceClass } from '../core/parse/types.ts';
import { type EcsFields, eventId, type StoredRecord } from '../core/record.ts';
import type { SqlParser } from '../core/sql/reader.ts';
import type { CollectTables } from '../store/tables.ts';
import { ownSource } from './own-events.ts';

/** Titles of event names. */
export type EventTitles = Readonly<Record<string, { readonly zh: string; readonly en: string }>>;

type SourceFacts = {
  readonly class: SourceClass;
  readonly chain: readonly string[] | 'auto';
  readonly timeZone: string;
};

/** Makes ECS fields of stored records, each by the parsers of its source. */
export function createNormaliser(deps: {
  readonly storage: Storage;
  readonly sql: SqlParser | undefined;
  readonly timeZone: string;
  readonly titles: EventTitles;
}) {
  const { storage, sql, timeZone, titles } = deps;
  const parsing = createParsing(sql === undefined ? {} : { sql });
  const usual: SourceFacts = { class: 'operations', chain: 'auto', timeZone };
  let sources: ReadonlyMap<string, SourceFacts> = new Map();

  return {
    /** Reads the sources again; called at the start and whenever one changed. */
    async load(): Promise<void> {
      const rows = await storage
        .read<CollectTables>()
        .selectFrom('audit_sources')
        .select(['id', 'class', 'parsers', 'time_zone'])
        .execute();
      sources = new Map([
        ...rows.map((row): [string, SourceFacts] => {
          const names = JSON.parse(row.parsers) as string[];
          const chain = names.length === 0 || names[0] === 'auto' ? 'auto' : names;
          return [row.id, { class: row.class as SourceClass, chain, timeZone: row.time_zone }];
        }),
        [ownSource, { class: 'operations', chain: ['anmin'], timeZone: 'UTC' }],
      ]);
    },

    toFields(record: StoredRecord): EcsFields {
      const { index, source, sequence, receivedAt, raw, origin } = record;
      const facts = sources.get(source) ?? usual;
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

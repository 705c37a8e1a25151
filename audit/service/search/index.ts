import type { Static } from 'typebox';
import type { EventLog } from '#platform/events/index.ts';
import { type Actor, authorise } from '#platform/kernel/actor.ts';
import type { JsonObject } from '#platform/kernel/event.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { Mask } from '../../core/mask/document.ts';
import type { Query } from '../../core/query/ast.ts';
import { matches } from '../../core/query/match.ts';
import type { EventDocument } from '../../core/record.ts';
import { auditErrors } from '../../errors.ts';
import type { EvidenceLog } from '../../ports.ts';
import type { EventSearch, EventsFound, FoundEvent } from '../../schemas.ts';
import type { EventReader } from '../../stores/reader.ts';
import type { ReadQuery } from '../read-query.ts';
import { readRange } from '../read-time.ts';
import { recordAlone } from '../record-event.ts';
import type { WriteOut } from './named.ts';
import { withinSight } from './sight.ts';
import { createWatches } from './watches.ts';

type SearchInput = Static<typeof EventSearch>;
type SearchResult = Static<typeof EventsFound>;
type Found = Static<typeof FoundEvent>;

const facetSize = 10;
const neighbourCount = 5;

/** Looking into the records. Each look is itself recorded before its answer is given. */
export function createSearch(deps: {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly reader: () => EventReader;
  readonly evidence: Pick<EvidenceLog, 'read'>;
  readonly mask: Mask;
  readonly readQuery: ReadQuery;
  readonly writeOut: WriteOut;
}) {
  const { reader, evidence, mask } = deps;
  const watches = createWatches();

  const shown = ({ id, index, fields }: EventDocument): Found => ({
    id,
    index,
    fields: mask.fields(fields),
  });

  /** What a text asks for, and what of it goes on record: with the kept searches that it names written out. */
  async function read(actor: Actor, text: string): Promise<{ query: Query; asked: JsonObject }> {
    // By itself first: places of faults are those of what was typed.
    const typed = withinSight(actor, deps.readQuery(text));
    const meant = await deps.writeOut(actor, text);
    return meant === text
      ? { query: typed, asked: { query: text } }
      : { query: withinSight(actor, deps.readQuery(meant)), asked: { query: text, meant } };
  }

  return {
    /**
     * @throws audit.query-…, audit.saved-search-gone, audit.saved-search-nested, audit.range-empty,
     * audit.time-unreadable, audit.search-timeout, common.forbidden
     */
    async search(actor: Actor, input: SearchInput, signal: AbortSignal): Promise<SearchResult> {
      const { query, asked } = await read(actor, input.query);
      const { from, to, span: range } = readRange(input);
      const { limit, cursor, order, buckets } = input;
      const [page, histogram, facets] = await Promise.all([
        reader().search(query, { ...range, limit, cursor, order }, signal),
        buckets === 0 ? [] : reader().histogram(query, { ...range, buckets }, signal),
        Promise.all(
          input.facets.map(async (field) => ({
            field,
            values: await reader().facets(query, { ...range, field, size: facetSize }, signal),
          })),
        ),
      ]);
      await recordAlone(deps, actor, {
        name: 'audit.events.searched',
        subject: { kind: 'search', id: 'events' },
        data: {
          ...asked,
          from,
          to,
          further: cursor !== undefined,
          shown: page.items.length,
        },
      });
      return {
        items: page.items.map(shown),
        cursor: page.cursor,
        histogram: [...histogram],
        facets: facets.map(({ field, values }) => ({
          field,
          values: values.map(({ value, count }) => ({ value: mask.text(value, field), count })),
        })),
      };
    },

    /**
     * What came in after a place, for those who watch. One record stands for a watch that goes on from the
     * places it was given; whoever begins at another, or asks something else, is recorded.
     */
    async tail(actor: Actor, input: { query: string; after: number; limit: number }, signal: AbortSignal) {
      const { after, limit } = input;
      const { query, asked } = await read(actor, input.query);
      const page = await reader().tail(query, { after, limit }, signal);
      if (!watches.continues(actor, input.query, after))
        await recordAlone(deps, actor, {
          name: 'audit.events.searched',
          subject: { kind: 'search', id: 'tail' },
          data: { ...asked, after },
        });
      watches.give(actor, input.query, page.last);
      return { items: page.items.map(shown), last: page.last };
    },

    /**
     * One event with those around it.
     * @param reason makes it unmasked, for who may; it is recorded
     * @throws audit.event-unknown, common.forbidden
     */
    async get(actor: Actor, id: string, reason: string | undefined, signal: AbortSignal) {
      const sight = withinSight(actor, { kind: 'all' });
      if (reason !== undefined) authorise(actor, 'audit.events.unmask');
      const found = await reader().get(id, signal);
      if (found === null || !matches(sight, found.fields)) throw auditErrors['event-unknown']({ id });
      const [raw] = await evidence.read(found.index, 1);
      await recordAlone(deps, actor, {
        name: reason === undefined ? 'audit.event.viewed' : 'audit.event.unmasked',
        subject: { kind: 'event', id },
        data: reason === undefined ? {} : { reason },
      });
      const open = reason !== undefined;
      const text = raw?.raw.toString('utf8') ?? null;
      return {
        event: open ? { id, index: found.index, fields: found.fields } : shown(found),
        masked: !open,
        raw: text === null || open ? text : mask.text(text, 'event.original'),
        receivedAt: raw === undefined ? null : new Date(raw.receivedAt).toISOString(),
        eventTime: raw?.eventTime == null ? null : new Date(raw.eventTime).toISOString(),
        source: raw?.source ?? null,
        sequence: raw?.sequence ?? null,
        neighbours: (await neighbours(found.index, sight, signal)).map(shown),
      };
    },
  };

  /** Events just before and after in the log. */
  async function neighbours(
    index: number,
    sight: Parameters<typeof matches>[0],
    signal: AbortSignal,
  ): Promise<readonly EventDocument[]> {
    const after = Math.max(-1, index - neighbourCount - 1);
    const { items } = await reader().tail(sight, { after, limit: 2 * neighbourCount + 1 }, signal);
    return items.filter((item) => item.index !== index && Math.abs(item.index - index) <= neighbourCount);
  }
}

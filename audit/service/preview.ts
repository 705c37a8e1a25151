import type { EventLog } from '#platform/events/index.ts';
import { type Actor, authorise } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { Mask } from '../core/mask/document.ts';
import { createParsing } from '../core/parse/parsing.ts';
import { parsers } from '../core/parse/table.ts';
import { type EcsFields, ownSource } from '../core/record.ts';
import type { SqlParser } from '../core/sql/reader.ts';
import { auditErrors } from '../errors.ts';
import type { EvidenceLog } from '../ports.ts';
import type { EventReader } from '../stores/reader.ts';
import { recordAlone } from './record-event.ts';
import type { Registry } from './sources/registry.ts';

const lastLines = 20;

/** What parsers would make of lines: chosen and seen before a source is changed. Nothing is stored. */
export function createPreview(deps: {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly source: Registry['source'];
  readonly evidence: Pick<EvidenceLog, 'read' | 'size'>;
  readonly reader: () => EventReader;
  readonly mask: Mask;
  readonly sql: () => Promise<SqlParser>;
  readonly timeZone: string;
}) {
  const { clock, evidence, reader, mask, sql, timeZone } = deps;
  return {
    /** What can be chosen for a source; Anmin's own events come from its own source alone. */
    formats: () => ({
      parsers: [...parsers.values()]
        .filter(({ byNameOnly }) => !byNameOnly)
        .map(({ name, title }) => ({ name, title })),
    }),

    /**
     * @param input `lines` absent: the last ones that the source sent; that they were seen is recorded
     * @throws audit.source-unknown, also for Anmin's own records: nobody chooses how they are read
     */
    async parse(
      actor: Actor,
      source: string,
      input: {
        parsers: readonly string[];
        timeZone?: string | undefined;
        lines?: readonly string[] | undefined;
      },
      signal: AbortSignal,
    ): Promise<{ original: string; parser: string | null; fields: EcsFields }[]> {
      authorise(actor, 'audit.sources.write');
      if (source === ownSource || deps.source(source) === undefined)
        throw auditErrors['source-unknown']({ source });
      const parsing = createParsing({ sql: await sql() });
      const lines = input.lines ?? (await lastOf(actor, source, signal));
      return lines.map((line) => {
        const fields = parsing.parseRecord(line, input.parsers.length === 0 ? 'auto' : input.parsers, {
          receivedAt: clock.now().getTime(),
          timeZone: input.timeZone ?? timeZone,
          received: false,
        });
        const parser = (fields.anmin as { parser?: string }).parser ?? null;
        return { original: mask.text(line, 'event.original'), parser, fields: mask.fields(fields) };
      });
    },
  };

  async function lastOf(actor: Actor, source: string, signal: AbortSignal): Promise<string[]> {
    const query = { kind: 'keyword', field: 'anmin.source', value: source } as const;
    const { items } = await reader().search(query, { limit: lastLines, order: 'newest' }, signal);
    const lines: string[] = [];
    for (const { index } of items) {
      const [record] = await evidence.read(index, 1);
      if (record !== undefined) lines.push(record.raw.toString('utf8'));
    }
    await recordAlone(deps, actor, {
      name: 'audit.events.previewed',
      subject: { kind: 'source', id: source },
      data: { shown: lines.length },
    });
    return lines;
  }
}

import { type Actor, authorise } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import type { Mask } from '../core/mask/document.ts';
import { createParsing } from '../core/parse/parsing.ts';
import { parsers } from '../core/parse/table.ts';
import type { EcsFields } from '../core/record.ts';
import type { SqlParser } from '../core/sql/reader.ts';
import type { EvidenceLog } from '../ports.ts';
import type { EventReader } from '../stores/reader.ts';

const lastLines = 20;

/** What parsers would make of lines: chosen and seen before a source is changed. Nothing is stored. */
export function createPreview(deps: {
  readonly clock: Clock;
  readonly evidence: Pick<EvidenceLog, 'read' | 'size'>;
  readonly reader: () => EventReader;
  readonly mask: Mask;
  readonly sql: () => SqlParser | undefined;
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

    /** @param input `lines` absent: the last ones that the source sent */
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
      const parsing = createParsing({ ...(sql() && { sql: sql()! }) });
      const lines = input.lines ?? (await lastOf(source, signal));
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

  async function lastOf(source: string, signal: AbortSignal): Promise<string[]> {
    const query = { kind: 'keyword', field: 'anmin.source', value: source } as const;
    const { items } = await reader().search(query, { limit: lastLines, order: 'newest' }, signal);
    const lines: string[] = [];
    for (const { index } of items) {
      const [record] = await evidence.read(index, 1);
      if (record !== undefined) lines.push(record.raw.toString('utf8'));
    }
    return lines;
  }
}

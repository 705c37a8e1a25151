import { parseArgs } from 'node:util';
import type { Command } from '#platform/kernel/domain.ts';
import type { createMoves } from '../service/reindex/moves.ts';
import { awaitServing } from './serving.ts';

const usage = 'anmin audit reindex --to embedded|elasticsearch';

const outcomes: Readonly<Record<string, { zh: string; en: string }>> = {
  switched: { zh: '两个检索库一致，已切换', en: 'Both stores agree; the new one is in use' },
  different: {
    zh: '两个检索库不一致，仍使用原来的。差异：',
    en: 'The stores differ; the old one stays in use. Differences:',
  },
  failed: { zh: '迁移失败，仍使用原来的检索库：', en: 'The move failed; the old store stays in use:' },
  cancelled: { zh: '迁移已取消', en: 'The move was cancelled' },
};

/**
 * `anmin audit reindex`: asks the running server to fill another store from the evidence while new events
 * arrive, to compare count and root of every day, and to switch when all agree.
 */
export function reindexCommand(
  moves: Pick<ReturnType<typeof createMoves>, 'ask' | 'get' | 'withdraw'>,
): Command {
  return {
    verb: 'reindex',
    summary: {
      zh: '把检索库迁移到内置库或 Elasticsearch（服务须在运行），核对一致后切换',
      en: 'Moves the searchable copy to the other store (the server must run); switches when both agree',
    },
    usage,
    async run({ actor, args, json, out, err }) {
      const { values } = parseArgs({
        args: [...args],
        options: { to: { type: 'string' } },
        allowPositionals: false,
      });
      if (values.to !== 'embedded' && values.to !== 'elasticsearch') {
        err(usage);
        return 2;
      }
      const { id } = await moves.ask(actor, values.to);
      const ended = await awaitServing(
        {
          name: '迁移',
          everyMs: 1_000,
          get: () => moves.get(id),
          hasEnded: ({ state }) => outcomes[state] !== undefined,
          progress: ({ state, size, position, compared }) => `… ${state} ${position}/${size} ${compared}`,
          withdraw: () => moves.withdraw(id),
        },
        err,
      );
      if (ended === undefined) return 1;
      const { state, size, detail } = ended;
      const { zh, en } = outcomes[state]!;
      if (json) out(JSON.stringify({ store: values.to, state, records: Number(size), detail }));
      else out(`${zh}${detail ?? ''}\n${en}${detail ? ` ${detail}` : ''}`);
      return state === 'switched' ? 0 : 1;
    },
  };
}

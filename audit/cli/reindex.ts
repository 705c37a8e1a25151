import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Command } from '#platform/kernel/domain.ts';
import type { createMoves } from '../service/reindex/moves.ts';

const usage = 'anmin audit reindex --to embedded|elasticsearch';
const unattendedMs = 15_000;

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
      const begun = Date.now();
      let told = '';
      for (;;) {
        const { state, size, position, compared, detail } = await moves.get(id);
        if (state === 'waiting' && Date.now() - begun > unattendedMs) {
          await moves.withdraw(id);
          err(
            '服务没有在运行，迁移已取消。请先执行 npm start\nThe server does not run; start it first with npm start',
          );
          return 1;
        }
        const outcome = outcomes[state];
        if (outcome !== undefined) {
          if (json) out(JSON.stringify({ store: values.to, state, records: Number(size), detail }));
          else out(`${outcome.zh}${detail ?? ''}\n${outcome.en}${detail ? ` ${detail}` : ''}`);
          return state === 'switched' ? 0 : 1;
        }
        const line = `${state} ${position}/${size} ${compared}`;
        if (line !== told) err(`… ${line}`);
        told = line;
        await wait(1_000);
      }
    },
  };
}

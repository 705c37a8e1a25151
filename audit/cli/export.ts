import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import type { Command } from '#platform/kernel/domain.ts';
import type { createExports } from '../service/exports/index.ts';
import { awaitServing } from './serving.ts';

const usage =
  'anmin audit export --out FILE --reason TEXT [--query QUERY] [--person NAME] [--source ID] [--from TIME] [--to TIME]';

const options = {
  out: { type: 'string' },
  reason: { type: 'string' },
  query: { type: 'string', default: '' },
  person: { type: 'string' },
  source: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
} as const;

/**
 * `anmin audit export`: asks the running server, which holds the evidence log, for an evidence file and
 * waits for it.
 */
export function exportCommand(
  exports: Pick<ReturnType<typeof createExports>, 'create' | 'get' | 'open' | 'cancel'>,
): Command {
  return {
    verb: 'export',
    summary: {
      zh: '导出审计证据（服务须在运行），每条记录附可离线核验的证明',
      en: 'Exports evidence (the server must run), each record with a proof that needs no server',
    },
    usage,
    async run({ actor, args, json, out, err }) {
      const { values } = parseArgs({ args: [...args], options, allowPositionals: false });
      if (values.out === undefined || values.reason === undefined) {
        err(usage);
        return 2;
      }
      const conditions = [
        values.query === '' ? undefined : `(${values.query})`,
        values.person && personQuery(values.person),
        values.source && `anmin.source:${quoted(values.source)}`,
      ].filter((each) => each !== undefined);
      const { id } = await exports.create(actor, {
        title: values.out,
        query: conditions.join(' and '),
        from: timeOf(values.from, 0),
        to: timeOf(values.to, Date.now()),
        reason: values.reason,
      });
      const ended = await awaitServing(
        {
          name: '导出',
          everyMs: 500,
          get: () => exports.get(actor, id),
          hasEnded: ({ state }) => ['done', 'failed', 'cancelled'].includes(state),
          progress: ({ records }) => (records > 0 ? `… ${records}` : undefined),
          withdraw: () => exports.cancel(actor, id),
        },
        err,
      );
      if (ended === undefined) return 1;
      const { state, error, records, bytes, sha256 } = ended;
      if (state !== 'done') {
        err(`导出没有完成：${error ?? state}\nThe export did not finish: ${error ?? state}`);
        return 1;
      }
      const { stream } = await exports.open(actor, id);
      await pipeline(stream, createWriteStream(values.out, { mode: 0o600 }));
      out(
        json
          ? JSON.stringify({ file: values.out, records, bytes, sha256 })
          : `已导出 ${records} 条记录：${values.out}\n${records} records exported: ${values.out}\nSHA-256 ${sha256}`,
      );
      return 0;
    },
  };
}

/** Every field in which a person acts. */
function personQuery(name: string): string {
  const value = quoted(name);
  return `(user.name:${value} or related.user:${value} or db.user:${value})`;
}

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** A time as RFC 3339; what cannot be read is left for the service to refuse. */
function timeOf(text: string | undefined, otherwise: number): string {
  const time = text === undefined ? otherwise : Date.parse(text);
  return Number.isNaN(time) ? (text ?? '') : new Date(time).toISOString();
}

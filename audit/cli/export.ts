import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Command } from '#platform/kernel/domain.ts';
import type { createExports } from '../service/exports/index.ts';

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

/** How long nobody has taken up the request before we say that the server does not run. */
const unattendedMs = 15_000;

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
      const begun = Date.now();
      let told = -1;
      for (;;) {
        const state = await exports.get(actor, id);
        if (state.state === 'waiting' && Date.now() - begun > unattendedMs) {
          await exports.cancel(actor, id);
          err(
            '服务没有在运行，导出已取消。请先执行 npm start\nThe server does not run; start it first with npm start',
          );
          return 1;
        }
        if (state.state === 'failed' || state.state === 'cancelled') {
          err(
            `导出没有完成：${state.error ?? state.state}\nThe export did not finish: ${state.error ?? state.state}`,
          );
          return 1;
        }
        if (state.state === 'done') {
          const { stream } = await exports.open(actor, id);
          await pipeline(stream, createWriteStream(values.out, { mode: 0o600 }));
          const { records, bytes, sha256 } = state;
          out(
            json
              ? JSON.stringify({ file: values.out, records, bytes, sha256 })
              : `已导出 ${records} 条记录：${values.out}\n${records} records exported: ${values.out}\nSHA-256 ${sha256}`,
          );
          return 0;
        }
        if (state.records > told && told >= 0) err(`… ${state.records}`);
        told = state.records;
        await wait(500);
      }
    },
  };
}

/** Every field in which a person acts. */
export function personQuery(name: string): string {
  const value = quoted(name);
  return `(user.name:${value} or related.user:${value} or db.user:${value})`;
}

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** A time as RFC 3339; what cannot be read is left for the service to refuse. */
function timeOf(text: string | undefined, otherwise: number): string {
  const time = text === undefined ? otherwise : Date.parse(text);
  return Number.isNaN(time) ? (text ?? '') : new Date(time).toISOString();
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Command, CommandContext } from '#platform/kernel/domain.ts';
import { AppError, errorLines } from '#platform/kernel/errors.ts';
import {
  formatPrivateKey,
  generateNoteKey,
  isKeyName,
  type NoteSigner,
  type NoteVerifier,
  noteSigner,
  parsePrivateKey,
} from '../core/notes/keys.ts';
import { auditErrors } from '../errors.ts';
import { writeDurably } from '../evidence/files.ts';
import { folderLogSource, httpLogSource } from '../evidence/log-source.ts';
import { type LogSource, witnessOnce } from '../evidence/witness.ts';
import { readCheckpoint, readVerifierKey } from './key-inputs.ts';
import { badInput } from './verify-proof.ts';

const usage = `anmin audit witness --log URL|DIR --log-key FILE|KEY --key-file FILE --state FILE [--ca FILE]
    [--once | --every SECONDS] [--json]
anmin audit witness --new-key FILE [--name NAME]`;

const options = {
  log: { type: 'string' },
  'log-key': { type: 'string' },
  'key-file': { type: 'string' },
  state: { type: 'string' },
  ca: { type: 'string' },
  once: { type: 'boolean' },
  every: { type: 'string' },
  'new-key': { type: 'string' },
  name: { type: 'string' },
} as const;

type Task = {
  readonly source: LogSource;
  readonly log: NoteVerifier;
  readonly witness: NoteSigner;
  readonly state: string;
  /** Undefined: one round. */
  readonly everyMs: number | undefined;
};

/**
 * `anmin audit witness`: on a machine of the audit administrator, confirms that the log only grows.
 * Exit 0 done, 1 refused (rollback, fork) or away, 2 bad input. A refusal ends it also with `--every`.
 */
export const witnessCommand: Command = {
  verb: 'witness',
  summary: { zh: '见证审计证据日志，确认其只增不改', en: 'Witness the evidence log: it only grows' },
  usage,
  async run(context) {
    const { args, err } = context;
    let task: Task;
    try {
      const { values } = parseArgs({ args: [...args], options });
      if (values['new-key'] !== undefined) return newKey(values['new-key'], values.name, context);
      const { log, state } = values;
      const [logKey, keyFile] = [values['log-key'], values['key-file']];
      const seconds = values.every === undefined ? undefined : Number(values.every);
      const isBad = seconds !== undefined && !(seconds >= 1 && seconds <= 86_400);
      if (!log || !state || !logKey || !keyFile || isBad || (values.once && seconds !== undefined)) {
        err(usage);
        return 2;
      }
      task = {
        source: /^https?:\/\//.test(log)
          ? httpLogSource(log, values.ca === undefined ? undefined : readFileSync(values.ca, 'utf8'))
          : folderLogSource(log),
        log: readVerifierKey('log', logKey),
        witness: readWitnessKey(keyFile),
        state,
        everyMs: seconds === undefined ? undefined : seconds * 1000,
      };
    } catch (error) {
      return badInput(error, err);
    }
    for (;;) {
      const code = await round(task, context);
      if (code !== 0 || task.everyMs === undefined) return code;
      await wait(task.everyMs);
    }
  },
};

/** One round; a log that is away is told and, with `--every`, tried again. */
async function round(task: Task, { json, out, err }: CommandContext): Promise<0 | 1> {
  const { source, log, witness, state } = task;
  try {
    const remembered = existsSync(state) ? readCheckpoint(state) : undefined;
    const { text, size, before } = await witnessOnce(source, log, witness, remembered, Date.now());
    // On disk before anybody hears of it: a witness that forgot could be led to sign a fork.
    writeDurably(state, Buffer.from(text));
    await source.deliver(text);
    if (json) out(JSON.stringify({ witnessed: true, origin: log.name, size, before }));
    else {
      out(`已见证 ${log.name}：${size} 条，上次见证时 ${before} 条，其间只有增加`);
      out(`witnessed ${log.name}: ${size} records, ${before} at the last time, only added to`);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (json) out(JSON.stringify({ witnessed: false, code: error.code, reason: error.texts }));
    err(errorLines(error));
    return error.code === auditErrors['log-away'].code && task.everyMs !== undefined ? 0 : 1;
  }
}

function newKey(file: string, name = 'anmin.witness/1', { json, out }: CommandContext): 0 {
  if (!isKeyName(name)) throw auditErrors['key-file']({ file, reason: `--name ${name}` });
  const key = generateNoteKey();
  try {
    writeFileSync(file, `${formatPrivateKey('witness', name, key)}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw auditErrors['key-file']({ file, reason: (error as Error).message }, error);
  }
  const { vkey } = noteSigner('witness', name, key);
  if (json) out(JSON.stringify({ file, vkey }));
  else {
    out(`见证私钥已写入 ${file}（仅本人可读），请妥善保管。把下面的公钥登记到审计设置中：`);
    out('The private key of the witness is in that file. Enter this public key in the audit settings:');
    out(vkey);
  }
  return 0;
}

function readWitnessKey(file: string): NoteSigner {
  const key = parsePrivateKey(readFileSync(file, 'utf8'));
  if (key?.kind !== 'witness') {
    throw auditErrors['key-file']({ file, reason: '不是见证私钥 / not the private key of a witness' });
  }
  return key;
}

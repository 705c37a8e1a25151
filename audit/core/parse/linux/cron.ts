import { compact } from '../fields.ts';
import type { Fields, Parser } from '../types.ts';
import { pamFields } from './pam.ts';

/** cron and crond: jobs run, and tables changed. */
export const cron: Parser = {
  name: 'cron',
  title: { zh: '计划任务（cron）', en: 'Scheduled jobs (cron)' },
  class: 'operations',
  parse(line) {
    if (!programs.has(line.program)) return undefined;
    const fields = pamFields(line) ?? jobFields(line.body);
    Object.assign(fields.event as Fields, { dataset: 'system.cron', module: 'cron' });
    return fields;
  },
};

const programs = new Set(['cron', 'crond', 'crontab', 'anacron', 'atd', 'run-parts']);

/** Acts that a user does to a table. */
const acts: Readonly<Record<string, string>> = {
  CMD: 'cron_command',
  CMDOUT: 'cron_output',
  CMDEND: 'cron_command_end',
  REPLACE: 'crontab_replaced',
  DELETE: 'crontab_deleted',
  LIST: 'crontab_listed',
  RELOAD: 'crontab_reloaded',
  'BEGIN EDIT': 'crontab_edit_begun',
  'END EDIT': 'crontab_edit_ended',
};

function jobFields(body: string): Fields {
  const match = /^\(([^)]{1,100})\) ([A-Z][A-Z ]{1,30}) \(/.exec(body);
  const action = match && acts[match[2]!];
  if (!match || !action) return { event: { kind: 'event', category: ['process'], type: ['info'] } };
  const text = body.endsWith(')') ? body.slice(match[0].length, -1) : body.slice(match[0].length);
  const runs = action === 'cron_command';
  const changes = action.startsWith('crontab_') && action !== 'crontab_listed';
  return compact({
    event: {
      kind: 'event',
      category: changes ? ['configuration'] : ['process'],
      type: [runs ? 'start' : changes ? 'change' : 'info'],
      action,
    },
    user: { name: match[1]! },
    process: action.startsWith('cron_') ? { command_line: text } : undefined,
  });
}

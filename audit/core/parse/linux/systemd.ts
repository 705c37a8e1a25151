import { compact } from '../fields.ts';
import type { Fields, Line, Parser } from '../types.ts';
import { pamFields } from './pam.ts';

/** systemd's units and systemd-logind's sessions. */
export const systemd: Parser = {
  name: 'systemd',
  title: { zh: 'systemd 服务与登录会话', en: 'systemd units and sessions' },
  class: 'operations',
  parse(line) {
    if (line.program !== 'systemd' && line.program !== 'systemd-logind') return undefined;
    const fields = pamFields(line) ?? sessionFields(line) ?? unitFields(line.body);
    Object.assign(fields.event as Fields, { dataset: 'system.systemd', module: 'systemd' });
    return fields;
  },
};

function sessionFields({ program, body }: Line): Fields | undefined {
  if (program !== 'systemd-logind') return undefined;
  const opened = /^New session '?([^ ']{1,60})'? of user '?([^ ']{1,100}?)'?(?: with class .*)?\.?$/.exec(
    body.slice(0, 300),
  );
  if (opened) {
    return {
      event: {
        kind: 'event',
        category: ['session'],
        type: ['start'],
        action: 'session_opened',
        outcome: 'success',
      },
      user: { name: opened[2]! },
      systemd: { session: opened[1]! },
    };
  }
  const removed = /^(?:Removed session|Session) '?([^ '.]{1,60})'?(?: logged out)?/.exec(body);
  if (!removed) return undefined;
  return {
    event: { kind: 'event', category: ['session'], type: ['end'], action: 'session_closed' },
    systemd: { session: removed[1]! },
  };
}

const acts: readonly (readonly [RegExp, string, string, 'success' | 'failure' | undefined])[] = [
  [/^Starting (.{1,300}?)(?:\.\.\.|…)?$/, 'service_starting', 'start', undefined],
  [/^Started (.{1,300}?)\.?$/, 'service_started', 'start', 'success'],
  [/^Stopping (.{1,300}?)(?:\.\.\.|…)?$/, 'service_stopping', 'end', undefined],
  [/^Stopped (.{1,300}?)\.?$/, 'service_stopped', 'end', 'success'],
  [/^Failed to start (.{1,300}?)\.?$/, 'service_failed', 'start', 'failure'],
  [/^Reloading (.{1,300}?)\.?$/, 'service_reloading', 'change', undefined],
  [/^Reloaded (.{1,300}?)\.?$/, 'service_reloaded', 'change', 'success'],
  [/^([\w@.:\\-]{1,200}): Failed with result /, 'service_failed', 'end', 'failure'],
  [/^([\w@.:\\-]{1,200}): (?:Succeeded|Deactivated successfully)\.?$/, 'service_stopped', 'end', 'success'],
  [/^([\w@.:\\-]{1,200}): Main process exited/, 'service_exited', 'end', undefined],
];

function unitFields(body: string): Fields {
  for (const [pattern, action, type, outcome] of body.length < 500 ? acts : []) {
    const unit = pattern.exec(body)?.[1];
    if (unit === undefined) continue;
    return {
      event: compact({ kind: 'event', category: ['process'], type: [type], action, outcome }),
      service: { name: unit },
    };
  }
  return { event: { kind: 'event', category: ['process'], type: ['info'] } };
}

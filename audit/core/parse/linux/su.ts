import { compact, some } from '../fields.ts';
import type { Fields, Parser } from '../types.ts';
import { pamFields } from './pam.ts';

/** su, in the ways of util-linux and shadow. */
export const su: Parser = {
  name: 'su',
  title: { zh: 'su 切换用户', en: 'su, change of user' },
  class: 'operations',
  parse(line) {
    if (line.program !== 'su' && line.program !== 'su-l') return undefined;
    const fields = pamFields(line) ?? changeFields(line.body) ?? other();
    Object.assign(fields.event as Fields, { dataset: 'system.auth', module: 'su' });
    return fields;
  },
};

const shapes: readonly RegExp[] = [
  // util-linux: `(to root) alice on pts/0`, `FAILED SU (to root) alice on pts/0`
  /^(?<failed>FAILED SU )?\(to (?<to>[^)]{1,100})\) (?<from>[^ ]{1,100}) on (?<tty>[^ ]{1,100})$/,
  // shadow: `Successful su for root by alice`, `FAILED su for root by alice`
  /^(?:Successful|(?<failed>FAILED)) su for (?<to>[^ ]{1,100}) by (?<from>[^ ]{1,100})$/,
  // shadow: `+ pts/0 alice:root`, `- pts/0 alice:root`
  /^(?:\+|(?<failed>-)) (?<tty>[^ ]{1,100}) (?<from>[^: ]{1,100}):(?<to>[^ ]{1,100})$/,
  // BSD: `BAD SU alice to root on ttyp0`
  /^(?<failed>BAD SU )?(?<from>[^ ]{1,100}) to (?<to>[^ ]{1,100}) on (?<tty>[^ ]{1,100})$/,
];

function changeFields(body: string): Fields | undefined {
  if (body.length > 500) return undefined;
  for (const shape of shapes) {
    const groups = shape.exec(body)?.groups;
    if (!groups) continue;
    const { failed, from, to, tty } = groups;
    return compact({
      event: {
        kind: 'event',
        category: ['authentication', 'session'],
        type: [failed ? 'denied' : 'start'],
        action: 'su',
        outcome: failed ? 'failure' : 'success',
      },
      user: { name: from!, effective: { name: to! } },
      process: some({ name: 'su', tty: some({ name: tty }) }),
    });
  }
  return undefined;
}

function other(): Fields {
  return { event: { kind: 'event', category: ['authentication'], type: ['info'] } };
}

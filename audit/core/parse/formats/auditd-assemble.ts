import { type Assembler, maxRecordLength } from '../types.ts';

type Event = { readonly key: string; readonly seconds: number; readonly lines: string[]; length: number };

const head = /^(?:node=([^ ]{1,255}) )?type=([A-Z0-9_[\]]{2,40}) msg=audit\((\d{9,11})\.\d{1,6}:(\d{1,20})\)/;
/** Types that stand alone: messages of programs in user space (1100 to 1299 and 2000 on, audit.h). */
const alone =
  /^(?:USER_|CRED_|SERVICE_|DAEMON_|CRYPTO_|SYSTEM_|ADD_|DEL_|GRP_|ROLE_|ANOM_LOGIN|SOFTWARE_|VIRT_|LABEL_|USYS_|CHUSER_|CHGRP_|ACCT_|RESP_|TRUSTED_APP|DM_|TTY)/;
/** auparse waits as long for more of an event. */
const patienceSeconds = 2;
const maxOpen = 16;

/**
 * Joins the records of one event by node and serial; they may be mixed with those of others. An event ends
 * with EOE, with a record two seconds younger, or when too many are open.
 */
export function assembleAuditd(): Assembler {
  const open = new Map<string, Event>();
  const take = (event: Event): string => {
    open.delete(event.key);
    return event.lines.join('\n');
  };
  return {
    push(line) {
      const match = head.exec(line.slice(0, 400));
      if (!match) return [line];
      const [, node, type, secondsText, serial] = match;
      const key = `${node ?? ''}/${secondsText}/${serial}`;
      const seconds = Number(secondsText);
      const known = open.get(key);
      if (!known && alone.test(type!)) return [line];
      const done: string[] = [];
      for (const event of open.values()) {
        if (event.key !== key && Math.abs(seconds - event.seconds) >= patienceSeconds) done.push(take(event));
      }
      if (known && known.length + line.length < maxRecordLength) {
        known.lines.push(line);
        known.length += line.length + 1;
        if (type === 'EOE') done.push(take(known));
        return done;
      }
      if (known) done.push(take(known));
      if (type === 'EOE') return [...done, line];
      open.set(key, { key, seconds, lines: [line], length: line.length });
      if (open.size > maxOpen) done.push(take(open.values().next().value!));
      return done;
    },
    flush: () => [...open.values()].map(take),
    held: () => open.values().reduce((sum, { lines }) => sum + lines.length, 0),
  };
}

import { parseArgs } from 'node:util';
import type { Command } from '#platform/kernel/domain.ts';
import { type RequestState, requestStates } from '../schemas.ts';
import type { Requests } from '../service/requests/index.ts';

const listUsage = `anmin pki requests [--state ${requestStates.join('|')}] [--page N] [--json]`;

/** `anmin pki requests`, and `anmin pki decisions verify`: exit 1 when a decision no longer stands. */
export function requestCommands(requests: Pick<Requests, 'list' | 'verifyDecisions'>): Command[] {
  return [
    {
      verb: 'requests',
      summary: { zh: '列出证书申请', en: 'List requests' },
      usage: listUsage,
      async run({ actor, args, json, out, err }) {
        const { values } = parseArgs({
          args: [...args],
          options: { state: { type: 'string' }, page: { type: 'string' } },
        });
        const page = Number(values.page ?? 1);
        const known = values.state === undefined || requestStates.includes(values.state as RequestState);
        if (!known || !Number.isInteger(page) || page < 1 || page > 1_000_000) {
          err(listUsage);
          return 2;
        }
        const state = values.state as RequestState | undefined;
        const found = await requests.list(actor, {
          view: 'all',
          page,
          pageSize: 50,
          ...(state && { state }),
        });
        if (json) out(JSON.stringify(found));
        else {
          for (const { number, kind, state: now, step, holder, requesterName } of found.items) {
            out(
              `${number}  ${kind}  ${now}${step ? `/${step}` : ''}  ${holder.name}（${holder.number}）  ${requesterName}`,
            );
          }
          out(`共 ${found.total} 条 of ${found.total}`);
        }
        return 0;
      },
    },
    {
      verb: 'decisions verify',
      summary: { zh: '重新核验全部审批签名', en: 'Check the signatures of all decisions again' },
      usage: 'anmin pki decisions verify [--json]',
      async run({ actor, args, json, out }) {
        parseArgs({ args: [...args], options: {} });
        const result = await requests.verifyDecisions(actor);
        if (json) out(JSON.stringify(result));
        else {
          for (const { number, step, actorName } of result.bad) {
            out(`签名无效 not valid: ${number} ${step} ${actorName}`);
          }
          out(`已核验 checked ${result.checked}，无效 not valid ${result.bad.length}`);
        }
        return result.bad.length > 0 ? 1 : 0;
      },
    },
  ];
}

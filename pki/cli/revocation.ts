import type { Command } from '#platform/kernel/domain.ts';
import type { createRevocationStatus } from '../service/revocation/status.ts';

/** `anmin pki crl publish`. */
export function revocationCommands(
  revocation: Pick<ReturnType<typeof createRevocationStatus>, 'publish'>,
): Command[] {
  return [
    {
      verb: 'crl publish',
      summary: { zh: '立即签发并发布全部吊销列表', en: 'Sign and publish every CRL now' },
      usage: 'anmin pki crl publish [--json]',
      async run({ actor, args, json, out, err }) {
        if (args.length > 0) {
          err(this.usage);
          return 2;
        }
        const { crls } = await revocation.publish(actor);
        if (json) out(JSON.stringify(crls));
        else {
          for (const { kind, number, shard, entries, bytes, nextUpdate, url } of crls) {
            out(`${url}  ${kind} #${number} shard ${shard}: ${entries} / ${bytes} B → ${nextUpdate}`);
          }
        }
        return 0;
      },
    },
  ];
}

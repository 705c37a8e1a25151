import { parseArgs } from 'node:util';
import type { Command, CommandContext } from '#platform/kernel/domain.ts';
import { AppError } from '#platform/kernel/errors.ts';
import { certificateStates } from '../schemas.ts';
import type { AuditReport } from '../service/certificates/audit.ts';
import type { createCatalogue } from '../service/certificates/authorities-view.ts';
import type { Certificates } from '../service/certificates/list.ts';

/** `anmin pki ca show`, `certificates list` and `audit`. */
export function certificateCommands(deps: {
  catalogue: Pick<ReturnType<typeof createCatalogue>, 'authorities'>;
  certificates: Pick<Certificates, 'list'>;
  audit: () => Promise<AuditReport>;
}): Command[] {
  return [
    {
      verb: 'ca show',
      summary: { zh: '列出签发机构', en: 'List the certification authorities' },
      usage: 'anmin pki ca show [--pem] [--json]',
      async run({ args, json, out, err }) {
        const options = read(args, { pem: { type: 'boolean' } }, 0);
        if (!options) return usage(err, this.usage);
        const authorities = await deps.catalogue.authorities();
        if (json) out(JSON.stringify(authorities));
        else {
          for (const { kind, subject, fingerprint, notAfter, keyAlgorithm, keyStore, pem } of authorities) {
            out(`${kind}  ${subject}`);
            out(`  SHA-256 ${fingerprint}  ${keyAlgorithm} (${keyStore})  → ${notAfter}`);
            if (options.values.pem) out(pem.trimEnd());
          }
        }
        return 0;
      },
    },
    {
      verb: 'certificates list',
      summary: { zh: '查询证书', en: 'List and search certificates' },
      usage: 'anmin pki certificates list [--q TEXT] [--state STATE] [--profile ID] [--page N] [--json]',
      run: async (context) => listCertificates(context, deps.certificates),
    },
    {
      verb: 'audit',
      summary: {
        zh: '核对账目：每张证书的序列号、签名与记录是否一致',
        en: 'Check the books: serial, signature and record of every certificate',
      },
      usage: 'anmin pki audit [--json]',
      async run({ args, json, out, err }) {
        if (!read(args, {}, 0)) return usage(err, this.usage);
        const report = await deps.audit();
        if (json) out(JSON.stringify(report));
        else {
          out(`证书 ${report.certificates} 张，故障 ${report.faults.length} 处`);
          out(`${report.certificates} certificates, ${report.faults.length} faults`);
          for (const { serial, code, zh, en } of report.faults) out(`${serial}  ${code}  ${zh} / ${en}`);
        }
        return report.faults.length === 0 ? 0 : 1;
      },
    },
  ];
}

const listUsage = 'anmin pki certificates list [--q TEXT] [--state STATE] [--profile ID] [--page N] [--json]';

async function listCertificates(
  { actor, args, json, out, err }: CommandContext,
  certificates: Pick<Certificates, 'list'>,
) {
  const text = { type: 'string' } as const;
  const options = read(args, { q: text, state: text, profile: text, page: text }, 0);
  if (!options) return usage(err, listUsage);
  const {
    q,
    state: wanted,
    profile,
    page: pageText = '1',
  } = options.values as Record<string, string | undefined>;
  const state = certificateStates.find((known) => known === wanted);
  const page = Number(pageText);
  if ((wanted !== undefined && !state) || !Number.isSafeInteger(page) || page < 1)
    return usage(err, listUsage);
  try {
    const found = await certificates.list(actor, {
      page,
      pageSize: 50,
      ...(q ? { q } : {}),
      ...(state ? { state } : {}),
      ...(profile ? { profile } : {}),
    });
    if (json) out(JSON.stringify(found));
    else {
      for (const one of found.items)
        out(`${one.serial}  ${one.state}  ${one.notAfter}  ${one.profile}  ${one.subject}`);
      out(`${found.items.length} / ${found.total}`);
    }
    return 0 as const;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    err(`${error.texts.zh}\n${error.texts.en}`);
    return 1 as const;
  }
}

type Options = NonNullable<Parameters<typeof parseArgs>[0]>['options'];

/** The options, or undefined when the arguments are not as they should be. */
function read(args: readonly string[], options: Options, positionals: number) {
  try {
    const parsed = parseArgs({ args: [...args], options: options ?? {}, allowPositionals: true });
    return parsed.positionals.length === positionals ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function usage(err: (text: string) => void, text: string): 2 {
  err(text);
  return 2;
}

import type { Command } from '#platform/kernel/domain.ts';
import type { Report } from '../core/validation/types.ts';
import { validatePath } from '../core/validation/validate.ts';
import type { Certificate } from '../core/x509/certificate.ts';
import { nameText } from '../core/x509/name.ts';
import { readVerifyInputs, VerifyInputError, verifyUsage } from './verify-inputs.ts';

/** `anmin pki verify`: offline, from files alone. Exit 0 valid, 1 not valid, 2 bad input. */
export const verifyCommand: Command = {
  verb: 'verify',
  summary: { zh: '离线校验证书链', en: 'Validate a certificate path offline' },
  usage: verifyUsage,
  async run({ args, json, out, err }) {
    const now = new Date();
    try {
      const request = readVerifyInputs(args, now);
      const report = validatePath(request);
      if (json) out(JSON.stringify(verifyDocument(report, request.time)));
      else for (const line of verifyText(report)) out(line);
      return report.valid ? 0 : 1;
    } catch (error) {
      if (!(error instanceof VerifyInputError)) throw error;
      if (json) out(JSON.stringify({ error: error.texts }));
      err(`${error.texts.zh}\n${error.texts.en}`);
      return 2;
    }
  },
};

/** The report as JSON: certificates by what identifies them, times in RFC 3339. */
function verifyDocument(report: Report, time: Date): object {
  const { valid, failure, steps, policies } = report;
  const path = report.path.map((certificate) => ({
    subject: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    serial: certificate.serialHex,
    fingerprint: certificate.fingerprint,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
  }));
  return { valid, time: time.toISOString(), path, failure: failure ?? null, steps, policies };
}

function verifyText({ valid, path, failure }: Report): string[] {
  const chain = path.map((certificate, i) => `  ${i} ${label(certificate)}`);
  if (valid) return ['证书链有效 / valid', ...chain];
  const { name, clause, subject, reason } = failure!;
  const whose = subject === undefined ? undefined : path[subject];
  return [
    '证书链无效 / not valid',
    `  原因：${reason.zh}`,
    `  reason: ${reason.en}`,
    `  步骤 / step: ${name} (${clause})`,
    ...(whose ? [`  证书 / certificate: ${subject} ${label(whose)}`] : []),
    ...chain,
  ];
}

function label({ subject, serialHex }: Certificate): string {
  return `${nameText(subject) || '（无主题 / no subject）'} [${serialHex}]`;
}

import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { DerError } from '../core/der/errors.ts';
import { type OidName, oid } from '../core/oids.ts';
import { archiveAlgorithms } from '../core/validation/algorithm-policy.ts';
import type { PeerName, ValidationRequest } from '../core/validation/types.ts';
import { parseCertificate } from '../core/x509/certificate.ts';
import { parseCrl } from '../core/x509/crl.ts';
import { parseOcspResponse } from '../core/x509/ocsp.ts';
import { decodeDerOrPem } from '../core/x509/pem.ts';

export const verifyUsage = `anmin pki verify --trust FILE --chain FILE [--crl FILE] [--ocsp FILE] [--time TIME]
    [--name dns:NAME|ip:ADDRESS|email:ADDRESS] [--eku NAME|OID] [--max-depth N] [--policy OID]
    [--require-policy] [--require-revocation] [--path-only] [--allow-archive-algorithms] [--json]`;

const options = {
  trust: { type: 'string', multiple: true },
  chain: { type: 'string', multiple: true },
  crl: { type: 'string', multiple: true },
  ocsp: { type: 'string', multiple: true },
  time: { type: 'string' },
  name: { type: 'string', multiple: true },
  eku: { type: 'string', multiple: true },
  'max-depth': { type: 'string' },
  policy: { type: 'string', multiple: true },
  'require-policy': { type: 'boolean' },
  'require-revocation': { type: 'boolean' },
  'path-only': { type: 'boolean' },
  'allow-archive-algorithms': { type: 'boolean' },
} as const;

/** What is wrong with the command line or a file, for a person. */
export class VerifyInputError extends Error {
  readonly texts: { readonly zh: string; readonly en: string };

  constructor(zh: string, en: string) {
    super(en);
    this.texts = { zh, en };
  }
}

const maxFileBytes = 64 << 20;

/**
 * The request that a command line stands for. `now` is the moment where `--time` is not given.
 * @throws VerifyInputError
 */
export function readVerifyInputs(args: readonly string[], now: Date): ValidationRequest {
  const { values } = parseCommandLine(args);
  const trust = values.trust ?? [];
  const chain = values.chain ?? [];
  if (trust.length === 0 || chain.length === 0) {
    throw new VerifyInputError('必须给出 --trust 和 --chain', '--trust and --chain are required');
  }
  const [leaf, ...intermediates] = chain.flatMap((file) =>
    readAll(file, certificateLabels, parseCertificate),
  );
  const crls = (values.crl ?? []).flatMap((file) => readAll(file, ['X509 CRL'], parseCrl));
  const ocsp = (values.ocsp ?? []).flatMap((file) => readAll(file, ['OCSP RESPONSE'], parseOcspResponse));
  const required = values['require-revocation'] ?? false;
  return {
    leaf: leaf!,
    intermediates,
    trustAnchors: trust.flatMap((file) => readAll(file, certificateLabels, parseCertificate)),
    time: values.time === undefined ? now : readMoment(values.time),
    names: (values.name ?? []).map(readPeerName),
    eku: (values.eku ?? []).map(readPurpose),
    maxDepth: values['max-depth'] === undefined ? undefined : readDepth(values['max-depth']),
    policies: {
      initialSet: values.policy?.map((text) => readObjectIdentifier(text, '--policy')),
      requireExplicit: values['require-policy'] ?? values.policy !== undefined,
    },
    revocation: { mode: required ? 'required' : 'when-available', crls, ocsp },
    conformance: values['path-only'] ? 'path-only' : 'strict',
    algorithms: values['allow-archive-algorithms'] ? archiveAlgorithms : undefined,
  };
}

function parseCommandLine(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new VerifyInputError(`命令行参数有误：${text}`, `bad command line: ${text}`);
  }
}

const certificateLabels = ['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE'];

function readAll<T>(file: string, labels: readonly string[], parse: (der: Uint8Array) => T): T[] {
  const bytes = readBounded(file);
  try {
    return decodeDerOrPem(bytes, labels).map(parse);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    const { zh, en } = error.texts;
    const place = error.offset;
    throw new VerifyInputError(
      `无法读取 ${file}：${zh}（位置 ${place}）`,
      `cannot read ${file}: ${en} (at ${place})`,
    );
  }
}

function readBounded(file: string): Buffer {
  try {
    if (statSync(file).size <= maxFileBytes) return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new VerifyInputError(`无法打开文件 ${file}（${code}）`, `cannot open ${file} (${code})`);
  }
  throw new VerifyInputError(`文件过大：${file}`, `file is too large: ${file}`);
}

/** RFC 3339 with an offset, so that no local time is guessed. */
function readMoment(text: string): Date {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
  const time = new Date(text);
  if (form.test(text) && !Number.isNaN(time.getTime())) return time;
  throw new VerifyInputError(
    `--time 应为带时区的时间，例如 2026-01-31T08:00:00+08:00，而不是 ${text}`,
    `--time wants a time with its offset, e.g. 2026-01-31T08:00:00+08:00, not ${text}`,
  );
}

function readPeerName(text: string): PeerName {
  const match = /^(dns|ip|email):(.+)$/.exec(text);
  const name = match && { kind: match[1] as PeerName['kind'], value: match[2]! };
  if (name && (name.kind !== 'ip' || isIP(name.value) !== 0)) return name;
  throw new VerifyInputError(
    `--name 应为 dns:域名、ip:地址 或 email:邮箱，而不是 ${text}`,
    `--name wants dns:NAME, ip:ADDRESS or email:ADDRESS, not ${text}`,
  );
}

const purposes = [
  'serverAuth',
  'clientAuth',
  'codeSigning',
  'emailProtection',
  'timeStamping',
  'ocspSigning',
  'smartCardLogon',
  'documentSigning',
] as const satisfies readonly OidName[];

function readPurpose(text: string): string {
  const known = purposes.find((name) => name.toLowerCase() === text.toLowerCase());
  return known ? oid[known] : readObjectIdentifier(text, '--eku');
}

function readObjectIdentifier(text: string, option: string): string {
  if (/^[0-2](?:\.(?:0|[1-9]\d{0,30})){1,30}$/.test(text)) return text;
  const hint = option === '--eku' ? ` / ${purposes.join(', ')}` : '';
  throw new VerifyInputError(
    `${option} 应为对象标识符${hint}，而不是 ${text}`,
    `${option} wants an object identifier${hint}, not ${text}`,
  );
}

function readDepth(text: string): number {
  const depth = Number(text);
  if (/^\d+$/.test(text) && depth <= 255) return depth;
  throw new VerifyInputError(
    `--max-depth 应为 0 到 255，而不是 ${text}`,
    `--max-depth wants 0 to 255, not ${text}`,
  );
}

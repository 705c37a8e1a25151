import { text } from 'node:stream/consumers';
import type { Command } from '#platform/kernel/domain.ts';
import { DerError } from '../core/der/errors.ts';
import { type OidName, oid } from '../core/oids.ts';
import type { PeerName, ValidationRequest } from '../core/validation/types.ts';
import { validatePath } from '../core/validation/validate.ts';
import { parseCertificate } from '../core/x509/certificate.ts';
import { parseCrl } from '../core/x509/crl.ts';
import type { KeyUsage } from '../core/x509/key-usage.ts';
import { decodePem } from '../core/x509/pem.ts';

/** The parts of a test case of C2SP/x509-limbo (schema version 1) that are used. */
export type LimboCase = {
  readonly id: string;
  readonly features: readonly string[];
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly peer_certificate: string;
  readonly validation_time: string | null;
  readonly key_usage: readonly string[];
  readonly extended_key_usage: readonly string[];
  readonly expected_peer_name: LimboName | null;
  readonly expected_peer_names: readonly LimboName[];
  readonly max_chain_depth: number | null;
  readonly crls: readonly string[];
  readonly expected_result: 'SUCCESS' | 'FAILURE';
};

type LimboName = { readonly kind: 'DNS' | 'IP' | 'RFC822'; readonly value: string };

export type LimboSuite = { readonly version: number; readonly testcases: readonly LimboCase[] };

export type LimboResult = {
  readonly id: string;
  readonly actual_result: 'SUCCESS' | 'FAILURE' | 'SKIPPED';
  readonly context: string | null;
};

const nameKinds = { DNS: 'dns', IP: 'ip', RFC822: 'email' } as const;

/** Answers one case. `now` is the moment for cases that name none. */
export function runLimboCase(testcase: LimboCase, now: Date): LimboResult {
  const { id } = testcase;
  try {
    const report = validatePath(requestOf(testcase, now));
    if (report.valid) return { id, actual_result: 'SUCCESS', context: null };
    const { name, clause, subject, reason } = report.failure!;
    return { id, actual_result: 'FAILURE', context: `${name} [${clause}] ${subject ?? ''}: ${reason.en}` };
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return { id, actual_result: 'FAILURE', context: `parse: ${error.message}` };
  }
}

function requestOf(testcase: LimboCase, now: Date): ValidationRequest {
  const wanted = testcase.expected_peer_name;
  const names = wanted ? [wanted, ...testcase.expected_peer_names] : testcase.expected_peer_names;
  return {
    leaf: parseCertificate(der(testcase.peer_certificate)),
    intermediates: testcase.untrusted_intermediates.map((pem) => parseCertificate(der(pem))),
    trustAnchors: testcase.trusted_certs.map((pem) => parseCertificate(der(pem))),
    time: testcase.validation_time === null ? now : new Date(testcase.validation_time),
    names: names.map(({ kind, value }): PeerName => ({ kind: nameKinds[kind], value })),
    eku: testcase.extended_key_usage.map((name) => oid[name as OidName]),
    keyUsage: testcase.key_usage as readonly KeyUsage[],
    maxDepth: testcase.max_chain_depth ?? undefined,
    revocation: { mode: 'when-available', crls: testcase.crls.map((pem) => parseCrl(der(pem))) },
  };
}

function der(pem: string): Uint8Array {
  const block = decodePem(pem)[0];
  if (block === undefined) throw new DerError('pem-malformed', 0);
  return block.der;
}

/** `anmin pki limbo`: suite on standard input, results on standard output (x509-limbo, harness/README.md). */
export const limboCommand: Command = {
  verb: 'limbo',
  summary: { zh: '运行 x509-limbo 证书校验测试集', en: 'Run the x509-limbo validation suite' },
  usage: 'anmin pki limbo < suite.json > results.json',
  async run({ stdin, out, err }) {
    let suite: LimboSuite | null;
    try {
      suite = JSON.parse(await text(stdin)) as LimboSuite | null;
    } catch {
      err('标准输入不是 JSON / standard input is not JSON');
      return 2;
    }
    if (suite?.version !== 1 || !Array.isArray(suite.testcases)) {
      err('不支持的测试集版本 / unknown suite version');
      return 2;
    }
    const now = new Date();
    const results = suite.testcases.map((testcase) => runLimboCase(testcase, now));
    out(JSON.stringify({ version: 1, harness: 'anmin', results }));
    return 0;
  },
};

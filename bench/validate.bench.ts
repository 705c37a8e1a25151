/** Validation of root, issuing CA and leaf (P-256), reading the DER included: this validator and pkijs. */
import * as pkijs from 'pkijs';
import { validatePath } from '../pki/core/validation/validate.ts';
import { parseCertificate } from '../pki/core/x509/certificate.ts';
import { figuresOf, load, printMachine, printTable, printTarget, rateOf, spread } from './harness.ts';
import { makePath } from './path.ts';

const rounds = 7;
const roundMs = 1000;

printMachine('validate: three certificates, P-256, reading included');
const { root, issuing, leaf, foreignRoot } = await makePath();
const time = new Date();

function ours(anchor: Buffer): boolean {
  return validatePath({
    leaf: parseCertificate(leaf),
    intermediates: [parseCertificate(issuing)],
    trustAnchors: [parseCertificate(anchor)],
    time,
  }).valid;
}

async function theirs(anchor: Buffer): Promise<boolean> {
  const read = (der: Buffer) => pkijs.Certificate.fromBER(der);
  const engine = new pkijs.CertificateChainValidationEngine({
    trustedCerts: [read(anchor)],
    certs: [read(issuing), read(leaf)],
    checkDate: time,
  });
  return (await engine.verify()).result;
}

// Both must say yes to this path and no to it under another root, or the figures mean nothing.
const judgements = [
  ours(root),
  await theirs(root),
  !ours(foreignRoot),
  !(await theirs(foreignRoot).catch(() => false)),
];
if (judgements.includes(false)) throw new Error(`a validator judged wrongly: ${judgements}`);

const contenders = [
  { name: 'anmin', width: 1, task: async () => void ours(root) },
  { name: 'pkijs', width: 1, task: async () => void (await theirs(root)) },
  // WebCrypto works on the threads of the pool: several at once may use them better.
  { name: 'pkijs, 8 at once', width: 8, task: async () => void (await theirs(root)) },
] as const;
const rates: number[][] = contenders.map(() => []);
for (const { width, task } of contenders) await rateOf(roundMs, width, task);
for (let round = 0; round < rounds; round++) {
  for (const [i, { width, task }] of contenders.entries()) rates[i]!.push(await rateOf(roundMs, width, task));
}

const figures = rates.map(figuresOf);
const best = figures.slice(1).reduce((a, b) => (a.median > b.median ? a : b));
// The ratio of each round, for the machine is never the same for long.
const ratios = figuresOf(
  rates[0]!.map((rate, round) => rate / Math.max(rates[1]![round]!, rates[2]![round]!)),
);
printTable(
  ['', 'paths/s: median (min–max)', 'µs a path', 'anmin is faster by'],
  contenders.map(({ name }, i) => [
    name,
    spread(figures[i]!),
    (1e6 / figures[i]!.median).toFixed(0),
    (figures[0]!.median / figures[i]!.median).toFixed(1),
  ]),
);
console.log(`\nafter ${rounds} rounds, ${load()}`);
const show = (value: number) => value.toFixed(1);
printTarget(
  `at least 5 times pkijs at its best: ${spread(ratios, show)} by round`,
  figures[0]!.median / best.median >= 5,
);

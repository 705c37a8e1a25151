import { isDeepStrictEqual } from 'node:util';
import { limboExceptions, limboGroup, limboSuite, runLimbo } from './limbo.ts';
import { pkitsExpectation, pkitsSections, runPkitsCase } from './pkits.ts';

/** The text of docs/conformance.md. The same verdicts give the same text. */
export function conformanceDocument(now: Date): string {
  return `# Conformance of the validator

Written by \`npx vitest run test/conformance\`; do not edit. The validator is \`pki/core/validation\`.

## x509-limbo

Source: \`test/vectors/x509-limbo.json\` (C2SP/x509-limbo without BetterTLS), run as \`anmin pki limbo\` runs it,
with the strict rules for certificates that a conforming CA issues.

${limboTable(now)}

### Exceptions

${exceptionTable()}

## NIST PKITS

Source: Debian's \`python3-cryptography-vectors\`; expectations after NIST's test descriptions, in
\`test/conformance/pkits/\`. Each part of a test that has several sets of inputs is counted. Right means: the
verdict, the reason of a refusal and the user-constrained policy set of an acceptance are as expected. The
algorithm of RFC 5280 §6 alone is applied (PKITS holds valid paths of certificates that §4 does not allow), with
SHA-1, DSA and short RSA keys switched on, and with revocation proven for every certificate.

${pkitsTable()}
`;
}

type Row = readonly (string | number)[];

function table(head: Row, rows: readonly Row[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function limboTable(now: Date): string {
  const outcomes = limboSuite.testcases.map((testcase) => runLimbo(testcase, now));
  const groups = [...new Set(limboSuite.testcases.map(({ id }) => limboGroup(id)))];
  const row = (name: string, of: typeof outcomes): Row => [
    name,
    of.length,
    of.filter(({ deviation }) => deviation === 'none').length,
    of.filter(({ deviation }) => deviation === 'false-accept').length,
    of.filter(({ deviation }) => deviation === 'false-reject').length,
    of.filter(({ milliseconds }) => milliseconds >= 5_000).length,
  ];
  const rows = groups.map((group) => {
    const members = outcomes.filter(({ testcase }) => limboGroup(testcase.id) === group);
    return row(`\`${group}::\``, members);
  });
  return table(
    ['group', 'cases', 'as the suite says', 'accepted, suite refuses', 'refused, suite accepts', 'hangs'],
    [...rows, row('all', outcomes)],
  );
}

function exceptionTable(): string {
  const byReason = Map.groupBy(limboExceptions, ({ reason, deviation }) => `${deviation}|${reason}`);
  const rows = [...byReason.values()].map((group): Row => {
    const { deviation, reason } = group[0]!;
    return [
      group.map(({ id }) => `\`${id}\``).join(', '),
      deviation === 'false-accept' ? 'accepted' : 'refused',
      reason,
    ];
  });
  return table(['case', 'here', 'why'], rows);
}

function pkitsTable(): string {
  const counts = pkitsSections.map(({ section, title, cases }) => {
    const right = cases.filter((testcase) =>
      isDeepStrictEqual(runPkitsCase(testcase), pkitsExpectation(testcase)),
    );
    const valid = cases.filter((testcase) => testcase.valid).length;
    return { section, title, cases: cases.length, valid, right: right.length };
  });
  const sum = (of: (count: (typeof counts)[number]) => number) =>
    counts.reduce((total, c) => total + of(c), 0);
  return table(
    ['section', 'title', 'cases', 'valid', 'invalid', 'right'],
    [
      ...counts.map(
        ({ section, title, cases, valid, right }): Row => [
          section,
          title,
          cases,
          valid,
          cases - valid,
          right,
        ],
      ),
      [
        'all',
        '',
        sum((c) => c.cases),
        sum((c) => c.valid),
        sum((c) => c.cases - c.valid),
        sum((c) => c.right),
      ],
    ],
  );
}

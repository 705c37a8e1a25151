import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pkiPermissions } from '../permissions.ts';
import { loadProfiles, readProfileFile } from './profile-files.ts';

const shipped = new URL('../profiles', import.meta.url).pathname;
const staff = readFileSync(join(shipped, 'staff-signin.yaml'), 'utf8');

describe('the profiles that come with the product', () => {
  const { profiles, problems } = loadProfiles(shipped);

  it('are without problems', () => {
    expect(problems).toEqual([]);
    expect([...profiles.keys()].sort()).toEqual([
      'agent',
      'device',
      'issuing-ca',
      'ocsp-responder',
      'root',
      'server',
      'staff-signature',
      'staff-signin',
    ]);
  });

  it('name permissions that exist', () => {
    for (const { request } of profiles.values()) {
      for (const permission of request.permissions) expect(pkiPermissions).toHaveProperty([permission]);
    }
  });

  it('ask three steps for staff and devices and none for what the system makes for itself', () => {
    for (const id of ['staff-signin', 'staff-signature', 'device', 'server']) {
      expect(profiles.get(id)?.request.steps).toEqual(['entry', 'review', 'approve']);
    }
    for (const id of ['root', 'issuing-ca', 'ocsp-responder', 'agent']) {
      expect(profiles.get(id)?.request).toMatchObject({
        permissions: [],
        own: false,
        steps: [],
        delivery: [],
      });
    }
  });

  it('keep signing certificates to the authorities', () => {
    for (const { holder, extensions } of profiles.values()) {
      expect(extensions.keyUsage.includes('keyCertSign')).toBe(holder === 'authority');
    }
  });
});

/** The code, field and line of each problem of the staff profile after a change. */
function problemsOf(from: string | RegExp, to: string): [string, string, number][] {
  expect(staff).toMatch(from);
  return readProfileFile('staff-signin.yaml', staff.replace(from, to)).problems.map((p) => [
    p.code,
    p.field,
    p.line,
  ]);
}

describe('a profile file with a fault', () => {
  it.each([
    ['id: staff-signin', 'id: Staff', 'not-text', 'id', 2],
    ['version: 1', 'version: 1.5', 'not-integer', 'version', 3],
    ['version: 1\n', 'version: 1\ncolour: red\n', 'unknown-field', 'colour', 4],
    ['holder: person', 'holder: cat', 'not-one-of', 'holder', 5],
    ['holder: person\n', '', 'missing', 'holder', 1],
    ['default: ec-p256', 'default: ed25519', 'key-default', 'key.default', 6],
    ['[ec-p256, ec-p384,', '[ec-p256, ec-p256,', 'duplicate', 'key.algorithms.1', 6],
    ['defaultDays: 730', 'defaultDays: 7300', 'lifetime-default', 'lifetime.defaultDays', 7],
    ['renewDays: 60', 'renewDays: 730', 'lifetime-renew', 'lifetime.renewDays', 7],
    ['signature: { digest: sha256 }', 'signature: { digest: sha1 }', 'not-one-of', 'signature.digest', 8],
    ['from: holder.name', 'from: holder.name, value: x', 'subject-source', 'subject.4', 15],
    ['[digitalSignature]', '[keyCertSign]', 'authority-usage', 'extensions.keyUsage', 18],
    ['[clientAuth]', '[ocspSigning]', 'no-check-usage', 'extensions.ocspNoCheck', 18],
    ['crl: true', 'crl: false', 'delta-usage', 'extensions.deltaCrl', 21],
    ['own: true', 'own: "true"', 'not-boolean', 'request.own', 26],
    ['[csr, pkcs12]', '[]', 'delivery-missing', 'request.delivery', 28],
    ['version: 1', 'version: *x', 'alias', '', 1],
    ['version: 1', 'version: &x 1\ntag: *x', 'alias', '', 1],
    ['version: 1', 'version: 1\nversion: 2', 'yaml', '', 4],
    [/[\s\S]*/, 'just text', 'not-object', '', 1],
  ] as const)('fail/%s → %s', (from, to, code, field, line) => {
    expect(problemsOf(from, to)).toContainEqual([code, field, line]);
  });

  it('fail/an address range of an authority that is none', () => {
    const text = readFileSync(join(shipped, 'issuing-ca.yaml'), 'utf8');
    const range = (ip: string) =>
      text.replace('  crl: true', `  nameConstraints: { permitted: { ip: ["${ip}"] } }\n  crl: true`);
    expect(readProfileFile('issuing-ca.yaml', range('10.0.0.0/8')).problems).toEqual([]);
    for (const ip of ['10.0.0.0/33', '10.0.0/8', '::/129']) {
      expect(readProfileFile('issuing-ca.yaml', range(ip)).problems.map(({ code }) => code)).toEqual([
        'address-range',
      ]);
    }
  });

  it('reports everything at once, in both languages', () => {
    const text = staff.replace('version: 1', 'version: 0').replace('holder: person', 'holder: cat');
    const { profile, problems } = readProfileFile('x.yaml', text);
    expect(profile).toBeUndefined();
    expect(problems.map(({ field }) => field)).toEqual(['version', 'holder']);
    for (const { zh, en } of problems) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).not.toMatch(/\p{Script=Han}/u);
    }
  });

  it('is bounded in size', () => {
    expect(readProfileFile('x.yaml', ' '.repeat(100_000)).problems[0]?.code).toBe('too-long');
  });
});

describe('a folder of profiles', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'anmin-profiles-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps the good ones when one file is bad, and wants the file to bear the name of its profile', () => {
    writeFileSync(join(folder, 'staff-signin.yaml'), staff);
    writeFileSync(join(folder, 'other.yaml'), staff.replace('id: staff-signin', 'id: another'));
    writeFileSync(join(folder, 'bad.yaml'), '{');
    writeFileSync(join(folder, 'notes.txt'), '{');
    const { profiles, problems } = loadProfiles(folder);
    expect(profiles.has('staff-signin')).toBe(true);
    expect(new Set(problems.map(({ file, code }) => `${file} ${code}`))).toEqual(
      new Set(['bad.yaml yaml', 'other.yaml id-file']),
    );
  });
});

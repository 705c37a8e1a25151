import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium as driver } from 'playwright-core';
import { peer } from './find.ts';

/** A real browser; playwright-core only drives it. */
export const chromium = peer('chromium', { debian: 'chromium', versionArgs: ['--version'] });
/** Imports PKCS#12 files into the certificate store (NSS) that Chromium uses on Linux. */
export const pk12util = peer('pk12util', { debian: 'libnss3-tools' });
const certutil = peer('certutil', { debian: 'libnss3-tools' });

const flags = [
  // The sandbox refuses to run as root, which is what continuous integration is.
  '--no-sandbox',
  '--headless=new',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser without a profile; each context is a person at their own desk. */
export function launchChromium(): Promise<Browser> {
  return driver.launch({ executablePath: chromium.path, args: flags });
}

export type Desk = {
  /** An empty folder that becomes the home of the person. */
  readonly home: string;
  readonly pkcs12: { readonly path: string; readonly password: string };
  /** PEM file of the root to trust. */
  readonly root: string;
  /** `https://host:port` whose question for a certificate is answered with the imported one. */
  readonly origin: string;
};

/**
 * A browser of a person who imported a PKCS#12 file and trusts a root, as one does by hand: both go into
 * the store of the home folder, and the choice of the certificate into the browser's profile.
 */
export async function launchWithImported({ home, pkcs12, root, origin }: Desk): Promise<BrowserContext> {
  const store = join(home, '.pki', 'nssdb');
  mkdirSync(store, { recursive: true });
  const database = `sql:${store}`;
  const passwordFile = join(home, 'password');
  writeFileSync(passwordFile, pkcs12.password, { mode: 0o600 });
  run(certutil.path, ['-N', '--empty-password', '-d', database]);
  run(pk12util.path, ['-i', pkcs12.path, '-w', passwordFile, '-d', database]);
  run(certutil.path, ['-A', '-n', 'root', '-t', 'C,,', '-i', root, '-d', database]);

  const profile = join(home, 'profile');
  mkdirSync(join(profile, 'Default'), { recursive: true });
  const choice = { [`${origin},*`]: { setting: { filters: [{}] } } };
  const preferences = { profile: { content_settings: { exceptions: { auto_select_certificate: choice } } } };
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  return driver.launchPersistentContext(profile, {
    executablePath: chromium.path,
    args: flags,
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home },
    viewport: { width: 1280, height: 800 },
  });
}

function run(program: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: 20_000 });
  if (status !== 0) throw new Error(`${program} ${args[0]}: ${error?.message ?? stderr}`);
}

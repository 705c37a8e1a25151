import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peer } from './find.ts';

const candidates = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
];

/** A PKCS#11 token in software. Its path is that of the library. */
export const softhsm = peer('softhsm2', { probe: () => candidates.find(existsSync), debian: 'softhsm2' });

export type SofthsmToken = {
  readonly library: string;
  readonly tokenLabel: string;
  readonly pin: string;
  /** Deletes the token. */
  remove(): void;
};

/**
 * Makes a fresh token in a temporary folder. The library finds it through SOFTHSM2_CONF, which it reads
 * when it is initialised: one token set at a time in one process. The PIN never leaves this process.
 */
export async function makeSofthsmToken(tokenLabel = 'anmin-test'): Promise<SofthsmToken> {
  const folder = mkdtempSync(join(tmpdir(), 'anmin-softhsm-'));
  mkdirSync(join(folder, 'tokens'), { mode: 0o700 });
  const configuration = join(folder, 'softhsm2.conf');
  writeFileSync(configuration, `directories.tokendir = ${join(folder, 'tokens')}\nlog.level = ERROR\n`);
  process.env.SOFTHSM2_CONF = configuration;
  const pin = randomBytes(6).toString('hex');
  await initialise(tokenLabel, pin);
  return {
    library: softhsm.path,
    tokenLabel,
    pin,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function initialise(tokenLabel: string, pin: string): Promise<void> {
  const { default: lib } = (await import('pkcs11js')) as unknown as { default: typeof import('pkcs11js') };
  const pkcs11 = new lib.PKCS11();
  pkcs11.load(softhsm.path);
  pkcs11.C_Initialize();
  try {
    const slot = pkcs11.C_GetSlotList(true)[0]!;
    const soPin = randomBytes(6).toString('hex');
    pkcs11.C_InitToken(slot, soPin, tokenLabel);
    const session = pkcs11.C_OpenSession(
      pkcs11.C_GetSlotList(true)[0]!,
      lib.CKF_SERIAL_SESSION | lib.CKF_RW_SESSION,
    );
    pkcs11.C_Login(session, lib.CKU_SO, soPin);
    pkcs11.C_InitPIN(session, pin);
    pkcs11.C_Logout(session);
    pkcs11.C_CloseSession(session);
  } finally {
    pkcs11.C_Finalize();
    pkcs11.close();
  }
}

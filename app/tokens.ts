import { readFileSync } from 'node:fs';
import type { Config } from '#platform/config/index.ts';
import { openPkcs11 } from '../pki/index.ts';
import { appErrors } from './errors.ts';

/**
 * Opens the hardware token that the configuration names, if it names one.
 * @throws app.token-config, and what the token says
 */
export async function openTokens({ pki: { pkcs11 } }: Config) {
  const { module: library, tokenLabel, pin, pinFile } = pkcs11;
  if (library === undefined) return undefined;
  if (tokenLabel === undefined) throw appErrors['token-config']({ field: 'pki.pkcs11.tokenLabel' });
  if (pin === undefined && pinFile === undefined)
    throw appErrors['token-config']({ field: 'pki.pkcs11.pinFile' });
  return openPkcs11({ library, tokenLabel, pin: pin ?? readPin(pinFile!) });
}

function readPin(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (error) {
    throw appErrors['token-config']({ field: `pki.pkcs11.pinFile (${file})` }, error);
  }
}

const pem =
  /^\s*-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]*)-----END (?:NEW )?CERTIFICATE REQUEST-----\s*$/;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The DER of one PKCS#10 given as PEM (RFC 7468 §7) or base64; undefined for anything else. */
export function readCsrText(text: string): Buffer | undefined {
  const body = (pem.exec(text)?.[1] ?? text).replace(/\s+/g, '');
  if (body === '' || !base64.test(body)) return undefined;
  const der = Buffer.from(body, 'base64');
  // A PKCS#10 is a SEQUENCE; words without spaces are base64 too.
  return der[0] === 0x30 ? der : undefined;
}

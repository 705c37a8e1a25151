import { type KeyAlgorithmId, keyAlgorithms } from '../keys/key-algorithms.ts';
import { readPublicKey } from '../keys/public-key.ts';
import { type Finding, keyProblemTexts } from './findings.ts';
import type { Profile } from './schema.ts';

/** Which key algorithm the certificate will have: that of the key that was handed in, or of one to be made. */
export function planKey(
  { key }: Profile,
  request: { readonly publicKeySpki?: Buffer; readonly keyAlgorithm?: KeyAlgorithmId },
  findings: Finding[],
): KeyAlgorithmId {
  const { publicKeySpki, keyAlgorithm = key.default } = request;
  if (publicKeySpki === undefined) return allowed(keyAlgorithm, 'keyAlgorithm');
  const reading = readPublicKey(publicKeySpki);
  if (reading.ok) return allowed(reading.algorithm, 'publicKey');
  findings.push({ code: `key-${reading.problem}`, field: 'publicKey', ...keyProblemTexts[reading.problem] });
  return key.default;

  function allowed(algorithm: KeyAlgorithmId, field: string): KeyAlgorithmId {
    if (!key.algorithms.includes(algorithm)) {
      const names = key.algorithms.map((id) => keyAlgorithms[id].name);
      const { name } = keyAlgorithms[algorithm];
      findings.push({
        code: 'key-algorithm',
        field,
        zh: `模板不允许 ${name} 密钥，可用：${names.join('、')}`,
        en: `the profile does not allow ${name} keys; allowed are ${names.join(', ')}`,
      });
    }
    return algorithm;
  }
}

import { accessErrors } from '../errors.ts';

export type PasswordRules = { readonly minLength: number; readonly minKinds: number };

const kinds: readonly RegExp[] = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/];

/**
 * GB/T 22239-2019 8.1.4.1 a): complexity. Also refused: the login name within, few different characters,
 * and runs such as `12345678` or `abcdefgh`.
 * @throws access.weak-password
 */
export function checkPassword(password: string, loginName: string, rules: PasswordRules): void {
  const { minLength, minKinds } = rules;
  const weak =
    [...password].length < minLength ||
    kinds.filter((kind) => kind.test(password)).length < minKinds ||
    new Set(password).size < 5 ||
    longestRun(password) > 4 ||
    password.toLowerCase().includes(loginName.toLowerCase());
  if (weak) throw accessErrors['weak-password']({ minLength, minKinds });
}

/** Length of the longest stretch in which each character follows the one before by the same step of 0, 1 or -1. */
function longestRun(text: string): number {
  let longest = 0;
  let length = 1;
  let step: number | undefined;
  for (let i = 1; i < text.length; i++) {
    const difference = text.charCodeAt(i) - text.charCodeAt(i - 1);
    length = difference === step ? length + 1 : 2;
    step = Math.abs(difference) <= 1 ? difference : undefined;
    longest = Math.max(longest, step === undefined ? 1 : length);
  }
  return longest;
}

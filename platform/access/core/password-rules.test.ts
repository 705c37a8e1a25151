import { expect, it } from 'vitest';
import { checkPassword } from './password-rules.ts';

const rules = { minLength: 10, minKinds: 3 };
const cases: [string, string, boolean][] = [
  ['ok/three kinds', 'Minzheng2026', true],
  ['ok/Chinese counts as signs', '安平县民政局Xitong1', true],
  ['fail/short', 'Mz-2026aq', false],
  ['fail/two kinds', 'minzheng2026', false],
  ['fail/the user name within', 'Wangfang-2026', false],
  ['fail/few different characters', 'aaA1aaA1aaA1', false],
  ['fail/a run upwards', 'Mz-12345678', false],
  ['fail/a run downwards', 'Mz-98765432', false],
  ['fail/the same again and again', 'Mz-2aaaaaaaa', false],
];

it.each(cases)('%s', (_name, password, good) => {
  const check = () => checkPassword(password, 'wangfang', rules);
  if (good) expect(check).not.toThrow();
  else expect(check).toThrow('access.weak-password');
});

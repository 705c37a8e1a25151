import { RE2JS } from 're2js';
import type { RegexCompiler } from '../core/sigma/read-values.ts';

/**
 * Regular expressions in linear time (RE2): no look-around, no back references. `$` and `^` are the ends of
 * the text unless `m` is given.
 */
export const linearRegex: RegexCompiler = (pattern, flags) => {
  let bits = 0;
  if (flags.includes('i')) bits |= RE2JS.CASE_INSENSITIVE;
  if (flags.includes('m')) bits |= RE2JS.MULTILINE;
  if (flags.includes('s')) bits |= RE2JS.DOTALL;
  const compiled = RE2JS.compile(pattern, bits);
  return (text) => compiled.test(text);
};

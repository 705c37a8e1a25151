import type { Field } from './leaves.ts';

type Words = { readonly zh: string; readonly en: string };

export type Checked = { readonly value: unknown } | { readonly fault: Words };

const fault = (zh: string, en: string): Checked => ({ fault: { zh, en } });

/** Turns the text of a variable or argument into a value of the field's type; what does not fit stays text. */
export function fromText(field: Field, text: string): unknown {
  if (field.type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (field.type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  if (field.type !== 'array') return text;
  return text.trim() === '' ? [] : text.split(',').map((item) => item.trim());
}

/** Whether a value fits its field; says what was expected, not what a secret was. */
export function checkValue(field: Field, value: unknown): Checked {
  switch (field.type) {
    case 'integer':
      return checkInteger(field, value);
    case 'boolean':
      return typeof value === 'boolean' ? { value } : fault('应为 true 或 false', 'expected true or false');
    case 'string':
      return checkText(field, value);
    case 'array':
      return checkList(field, value);
    case 'object':
      return fault('应为一组设置', 'expected a group of settings');
  }
}

function checkInteger({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: Field, value: unknown): Checked {
  if (Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum)
    return { value };
  return fault(
    `应为 ${minimum} 到 ${maximum} 之间的整数`,
    `expected a whole number from ${minimum} to ${maximum}`,
  );
}

function checkText(field: Field, value: unknown): Checked {
  if (typeof value !== 'string')
    return fault('应为文本（必要时加引号）', 'expected a text (quote it if need be)');
  if (field.enum !== undefined && !field.enum.includes(value)) {
    return fault(`应为以下之一：${field.enum.join('、')}`, `expected one of: ${field.enum.join(', ')}`);
  }
  const { minLength = 0, maxLength = 1000, pattern, form } = field;
  if (value.length < minLength) return fault('不能为空', 'must not be empty');
  if (value.length > maxLength)
    return fault(`不能超过 ${maxLength} 个字符`, `must not be longer than ${maxLength} characters`);
  if (/\p{Cc}/u.test(value)) return fault('不能含有控制字符', 'must not contain control characters');
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value)) {
    return fault(`应为${form?.zh ?? pattern}`, `expected ${form?.en ?? pattern}`);
  }
  return { value };
}

function checkList({ items, maxItems = 100 }: Field, value: unknown): Checked {
  if (!Array.isArray(value)) return fault('应为列表', 'expected a list');
  if (value.length > maxItems)
    return fault(`不能超过 ${maxItems} 项`, `must not have more than ${maxItems} items`);
  for (const [index, item] of value.entries()) {
    const checked = checkValue(items!, item);
    if ('fault' in checked)
      return fault(`第 ${index + 1} 项${checked.fault.zh}`, `item ${index + 1}: ${checked.fault.en}`);
  }
  return { value };
}

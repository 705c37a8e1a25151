import { AppError, kernelErrors } from '../kernel/errors.ts';

type Fault = {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Record<string, unknown>;
  readonly message?: string;
};

/** common.invalid for the first fault that the validation found; `details.field` says where. */
export function validationError(fault: Fault, context: string | undefined): AppError {
  const named = fault.params.missingProperty ?? fault.params.additionalProperty;
  const path = fault.instancePath.split('/').filter((part) => part !== '');
  if (typeof named === 'string') path.push(named);
  const field = path.join('.').slice(0, 200) || (context ?? 'body');
  const [zh, en] = reasons[fault.keyword]?.(fault.params) ?? ['格式不正确', fault.message ?? 'is not valid'];
  const { code, spec } = kernelErrors.invalid;
  const texts = { zh: spec.zh.replace('{reason}', zh), en: spec.en.replace('{reason}', en) };
  return new AppError(code, { status: spec.status, ...texts }, { field, in: context ?? 'body', reason: en });
}

type Reason = (params: Record<string, unknown>) => readonly [zh: string, en: string];

/** Plain words for the keywords of JSON Schema that our schemas use. */
const reasons: Record<string, Reason> = {
  required: () => ['必须填写', 'is required'],
  additionalProperties: () => ['不是可以提交的内容', 'is not known here'],
  type: ({ type }) => [`的类型应为 ${type}`, `must be of type ${type}`],
  minLength: ({ limit }) => [`至少需要 ${limit} 个字符`, `needs at least ${limit} characters`],
  maxLength: ({ limit }) => [`不能超过 ${limit} 个字符`, `must not exceed ${limit} characters`],
  pattern: () => ['含有不允许的字符或格式不正确', 'has characters that are not allowed, or a wrong form'],
  format: ({ format }) => [`的格式应为 ${format}`, `must have the form ${format}`],
  enum: ({ allowedValues }) => [`只能是：${allowedValues}`, `must be one of: ${allowedValues}`],
  const: ({ allowedValue }) => [`只能是：${allowedValue}`, `must be: ${allowedValue}`],
  minimum: ({ limit }) => [`不能小于 ${limit}`, `must not be below ${limit}`],
  maximum: ({ limit }) => [`不能大于 ${limit}`, `must not be above ${limit}`],
  minItems: ({ limit }) => [`至少需要 ${limit} 项`, `needs at least ${limit} items`],
  maxItems: ({ limit }) => [`不能超过 ${limit} 项`, `must not have more than ${limit} items`],
  uniqueItems: () => ['有重复的项', 'has the same item twice'],
};

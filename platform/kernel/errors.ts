/** A language of the product. Chinese is first: it is what the users read. */
export type Language = 'zh' | 'en';

/** One row of an error table. `{name}` in a text is replaced by the parameter of that name. */
export type ErrorSpec = { readonly status: number; readonly zh: string; readonly en: string };

/** Where in the input the fault is. */
export type ErrorPlace = {
  readonly file?: string;
  readonly line?: number;
  readonly field?: string;
};

export type ErrorDetails = Readonly<Record<string, unknown>> & ErrorPlace;

/** The only error that reaches a client: a stable code, a status and a safe text in both languages. */
export class AppError extends Error {
  readonly code: string;
  readonly status: number;
  readonly texts: Readonly<Record<Language, string>>;
  readonly details: ErrorDetails;

  constructor(code: string, spec: ErrorSpec, details: ErrorDetails = {}, cause?: unknown) {
    const texts = { zh: fill(spec.zh, details), en: fill(spec.en, details) };
    super(`${code}: ${texts.en}`, cause === undefined ? undefined : { cause });
    this.name = 'AppError';
    this.code = code;
    this.status = spec.status;
    this.texts = texts;
    this.details = details;
  }

  /** What a client gets: never a stack, never the cause. */
  toBody(language: Language): { code: string; message: string; details: ErrorDetails } {
    return { code: this.code, message: this.texts[language], details: this.details };
  }
}

/** Makes an error of one row; `details` fill the text and travel to the client; `cause` stays inside. */
export type ErrorFactory = ((details?: ErrorDetails, cause?: unknown) => AppError) & {
  readonly code: string;
  readonly spec: ErrorSpec;
};

/**
 * Turns a table of rows into one factory a row. Codes are `<domain>.<key>`, derived from the key,
 * never retyped; a retired code is never used again.
 */
export function defineErrors<T extends Record<string, ErrorSpec>>(
  domain: string,
  table: T,
): { readonly [K in keyof T]: ErrorFactory } {
  const entries = Object.entries(table).map(([key, spec]) => {
    const code = `${domain}.${key}`;
    const make = (details?: ErrorDetails, cause?: unknown) => new AppError(code, spec, details, cause);
    return [key, Object.assign(make, { code, spec })] as const;
  });
  return Object.fromEntries(entries) as { [K in keyof T]: ErrorFactory };
}

function fill(text: string, details: ErrorDetails): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = details[name];
    return value === undefined ? whole : String(value);
  });
}

/** For a terminal: Chinese, English, the code, a line each. */
export function errorLines({ texts, code }: AppError): string {
  return `${texts.zh}\n${texts.en}\n(${code})`;
}

/** Errors that every domain may raise. */
export const kernelErrors = defineErrors('common', {
  unauthenticated: { status: 401, zh: '请先登录', en: 'Sign in first' },
  forbidden: {
    status: 403,
    zh: '您没有此项权限：{permission}',
    en: 'You do not have this permission: {permission}',
  },
  'sign-in-unfinished': {
    status: 403,
    zh: '请先修改口令或绑定动态验证码，再办理业务',
    en: 'Change the password or set up the one-time code first',
  },
  'not-found': { status: 404, zh: '没有找到：{what}', en: 'Not found: {what}' },
  invalid: { status: 400, zh: '输入有误：{field} {reason}', en: 'Bad input: {field} {reason}' },
  conflict: { status: 409, zh: '与现有数据冲突：{what}', en: 'Conflicts with existing data: {what}' },
  internal: {
    status: 500,
    zh: '系统内部错误，编号 {requestId}，请把编号告诉管理员',
    en: 'Internal error {requestId}; give this number to an administrator',
  },
});

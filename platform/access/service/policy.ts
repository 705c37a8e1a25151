import { type Actor, authorise } from '../../kernel/actor.ts';
import { type AccessConfig, accessDefaults } from '../config.ts';
import type { Context } from './context.ts';

type Row = {
  readonly key: keyof AccessConfig;
  readonly unit: 'count' | 'minutes' | 'hours' | 'days' | null;
  readonly zh: string;
  readonly en: string;
  readonly reference: string;
  /** Whether a value is at least as strict as the default. */
  meets(value: never, standard: never): boolean;
};

const identity = 'GB/T 22239-2019 8.1.4.1';
const atMost = (value: number, standard: number): boolean => value <= standard;
const atLeast = (value: number, standard: number): boolean => value >= standard;
const any = (): boolean => true;

const rows: readonly Row[] = [
  {
    key: 'certificateSignIn',
    unit: null,
    zh: '证书登录',
    en: 'Sign-in by certificate',
    reference: `${identity} d)`,
    meets: (on: boolean) => on,
  },
  {
    key: 'passwordSignIn',
    unit: null,
    zh: '口令登录',
    en: 'Sign-in by password',
    reference: `${identity} a)`,
    meets: any,
  },
  {
    key: 'secondFactor',
    unit: null,
    zh: '口令登录须使用动态验证码的人员',
    en: 'Who needs a one-time code with the password',
    reference: `${identity} d)`,
    meets: (who: string) => who === 'all',
  },
  {
    key: 'passwordMinLength',
    unit: 'count',
    zh: '口令最小长度',
    en: 'Least length of a password',
    reference: `${identity} a)`,
    meets: atLeast,
  },
  {
    key: 'passwordMinKinds',
    unit: 'count',
    zh: '口令字符种类',
    en: 'Kinds of characters in a password',
    reference: `${identity} a)`,
    meets: atLeast,
  },
  {
    key: 'passwordMaxAgeDays',
    unit: 'days',
    zh: '口令有效期',
    en: 'Age at which a password must change',
    reference: `${identity} a)`,
    meets: (days: number, standard: number) => days > 0 && days <= standard,
  },
  {
    key: 'passwordHistory',
    unit: 'count',
    zh: '不得重复使用的历史口令',
    en: 'Earlier passwords that cannot be used again',
    reference: `${identity} a)`,
    meets: atLeast,
  },
  {
    key: 'lockoutAttempts',
    unit: 'count',
    zh: '允许的连续登录失败次数',
    en: 'Failed sign-ins before the lock',
    reference: `${identity} b)`,
    meets: atMost,
  },
  {
    key: 'lockoutWindowMinutes',
    unit: 'minutes',
    zh: '登录失败计数时长',
    en: 'Time in which failures are counted',
    reference: `${identity} b)`,
    meets: atLeast,
  },
  {
    key: 'lockoutMinutes',
    unit: 'minutes',
    zh: '锁定时长',
    en: 'Length of the lock',
    reference: `${identity} b)`,
    meets: atLeast,
  },
  {
    key: 'sessionIdleMinutes',
    unit: 'minutes',
    zh: '无操作自动退出',
    en: 'Idle time after which a session ends',
    reference: `${identity} b)`,
    meets: atMost,
  },
  {
    key: 'sessionHours',
    unit: 'hours',
    zh: '会话最长时间',
    en: 'Longest session',
    reference: `${identity} b)`,
    meets: atMost,
  },
  {
    key: 'sessionsPerAccount',
    unit: 'count',
    zh: '同一账户同时在线会话数',
    en: 'Sessions of one account at a time',
    reference: 'GB/T 22239-2019 8.1.4.2',
    meets: atMost,
  },
  {
    key: 'setupLinkHours',
    unit: 'hours',
    zh: '初始化链接有效期',
    en: 'Life of a set-up link',
    reference: `${identity} c)`,
    meets: atMost,
  },
];

/** The values in force, each with the clause of level 3 that it serves. */
export function accessPolicy(context: Context, actor: Actor) {
  authorise(actor, 'access.policy.read');
  return rows.map(({ key, unit, zh, en, reference, meets }) => ({
    key,
    value: context.config[key],
    unit,
    zh,
    en,
    reference,
    meetsLevel3: meets(context.config[key] as never, accessDefaults[key] as never),
  }));
}

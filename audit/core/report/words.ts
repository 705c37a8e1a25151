import type { AlertLevel } from '../alerts/grouping.ts';
import type { PrivilegedKind } from './figures.ts';

/** Chinese words of a report for what the system calls by a name. */

export const levelWords: Readonly<Record<AlertLevel, string>> = {
  critical: '严重',
  high: '高',
  medium: '中',
  low: '低',
  informational: '提示',
};

export const kindWords: Readonly<Record<PrivilegedKind, string>> = {
  elevation: '提权执行（sudo、su）',
  roles: '账号与角色变更',
  grants: '数据库授权',
  ddl: '数据库结构变更',
};

const stageWords: Readonly<Record<string, string>> = { collect: '接收', store: '入库' };

const reasonWords: Readonly<Record<string, string>> = {
  'bad-frame': '分帧格式错误',
  cut: '连接中断，记录不完整',
  internal: '处理时内部出错',
  mapping: '字段类型与检索库不符',
  'refused-by-store': '检索库拒收',
  'too-long': '超过长度上限',
};

const exportWords: Readonly<Record<string, string>> = {
  waiting: '等待',
  running: '进行中',
  done: '完成',
  failed: '失败',
  cancelled: '已取消',
};

const datasetWords: readonly (readonly [prefix: string, word: string])[] = [
  ['anmin.', '本系统'],
  ['postgresql', 'PostgreSQL'],
  ['mariadb', 'MariaDB'],
  ['mysql', 'MySQL'],
  ['dameng', '达梦'],
  ['kingbase', '金仓'],
  ['opengauss', 'openGauss'],
  ['system.auth', 'Linux 主机'],
  ['auditd', 'Linux 主机（auditd）'],
  ['windows', 'Windows 主机'],
  ['jumpserver', '堡垒机'],
];

export const stageWord = (stage: string): string => stageWords[stage] ?? stage;
export const reasonWord = (reason: string): string => reasonWords[reason] ?? reason;
export const exportWord = (state: string): string => exportWords[state] ?? state;
export const datasetWord = (dataset: string): string => {
  const known = datasetWords.find(([prefix]) => dataset.startsWith(prefix));
  return known === undefined ? dataset : known[1];
};

/** `1,234`. */
export const count = (value: number): string => value.toLocaleString('en-US');

/** `2026 年 11 月`. */
export function monthWords(month: string): string {
  return `${Number(month.slice(0, 4))} 年 ${Number(month.slice(5, 7))} 月`;
}

/** `3 天 4 小时`, `5 分钟`. */
export function durationWords(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  if (days > 0) return hours === 0 ? `${days} 天` : `${days} 天 ${hours} 小时`;
  if (hours > 0) return minutes % 60 === 0 ? `${hours} 小时` : `${hours} 小时 ${minutes % 60} 分钟`;
  return `${minutes} 分钟`;
}

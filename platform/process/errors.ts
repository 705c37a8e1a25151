import { defineErrors } from '../kernel/errors.ts';

export const processErrors = defineErrors('process', {
  'not-found': {
    status: 500,
    zh: '没有找到程序 {program}，请先安装（anmin doctor 列出安装命令）',
    en: 'Program {program} was not found; install it (anmin doctor prints how)',
  },
  'not-started': {
    status: 500,
    zh: '程序 {program} 无法启动（{reason}）',
    en: 'Program {program} could not be started ({reason})',
  },
  'timed-out': {
    status: 504,
    zh: '程序 {program} 超过 {seconds} 秒仍未结束，已终止',
    en: 'Program {program} did not end within {seconds} s and was stopped',
  },
  cancelled: { status: 503, zh: '程序 {program} 已被取消', en: 'Program {program} was cancelled' },
});

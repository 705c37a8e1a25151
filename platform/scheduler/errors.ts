import { defineErrors } from '../kernel/errors.ts';

export const schedulerErrors = defineErrors('scheduler', {
  unknown: { status: 404, zh: '没有任务 {name}', en: 'There is no job {name}' },
  running: { status: 409, zh: '任务 {name} 正在执行', en: 'Job {name} is running' },
  duplicate: {
    status: 500,
    zh: '程序错误：任务 {name} 重复',
    en: 'Programming error: job {name} exists twice',
  },
  'timed-out': {
    status: 504,
    zh: '任务 {name} 超过 {seconds} 秒仍未完成，已中止',
    en: 'Job {name} did not end within {seconds} s and was aborted',
  },
});

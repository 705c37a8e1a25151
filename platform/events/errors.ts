import { defineErrors } from '../kernel/errors.ts';

export const eventErrors = defineErrors('events', {
  'too-large': {
    status: 500,
    zh: '程序错误：事件 {name} 的数据有 {size} 字节，超过上限 {limit}',
    en: 'Programming error: the data of event {name} has {size} bytes, more than {limit}',
  },
  'bad-name': {
    status: 500,
    zh: '程序错误：事件名 {name} 不符合“域.对象.动作”的格式',
    en: 'Programming error: event name {name} is not <domain>.<thing>.<past participle>',
  },
  'duplicate-subscription': {
    status: 500,
    zh: '程序错误：事件订阅 {name} 重复',
    en: 'Programming error: subscription {name} exists twice',
  },
});

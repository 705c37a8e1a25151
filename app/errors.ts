import { defineErrors } from '#platform/kernel/errors.ts';

export const appErrors = defineErrors('app', {
  'port-in-use': {
    status: 500,
    zh: '端口 {port}（{listener}）已被其他程序占用；请关闭那个程序，或在 anmin.yaml 修改 {field}',
    en: 'Port {port} ({listener}) is in use by another program; stop it or change {field} in anmin.yaml',
  },
  'port-refused': {
    status: 500,
    zh: '不能在 {host}:{port}（{listener}）上监听：{reason}；请检查 anmin.yaml 的 {field}',
    en: 'Cannot listen on {host}:{port} ({listener}): {reason}; check {field} in anmin.yaml',
  },
  'unknown-command': {
    status: 400,
    zh: '没有这个命令：{command}；运行 anmin help 查看全部命令',
    en: 'No such command: {command}; run anmin help for all of them',
  },
  'bad-usage': { status: 400, zh: '用法有误：{reason}', en: 'Bad usage: {reason}' },
});

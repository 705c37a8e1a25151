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
  'no-data': {
    status: 400,
    zh: '数据目录 {dataDir} 还不存在；请先运行 npm start，或用 --config 指定配置文件',
    en: 'The data directory {dataDir} does not exist yet; run npm start first, or name a configuration with --config',
  },
  'token-config': {
    status: 400,
    zh: '密码机配置不完整或无法读取：{field}；口令请写入只有本用户可读的文件，或用环境变量 ANMIN_PKI_PKCS11_PIN',
    en: 'The token configuration lacks or cannot read {field}; put the PIN into a file that only this user reads, or into ANMIN_PKI_PKCS11_PIN',
  },
  'unknown-command': {
    status: 400,
    zh: '没有这个命令：{command}；运行 anmin help 查看全部命令',
    en: 'No such command: {command}; run anmin help for all of them',
  },
  'bad-usage': { status: 400, zh: '用法有误：{reason}', en: 'Bad usage: {reason}' },
});

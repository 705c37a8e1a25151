import { defineErrors } from '#platform/kernel/errors.ts';

/** What can go wrong between us and a token. Never holds the PIN. */
export const pkcs11Errors = defineErrors('pki', {
  'pkcs11-not-installed': {
    status: 503,
    zh: '没有安装 pkcs11js，无法使用密码设备；请在安装目录执行 npm install pkcs11js',
    en: 'pkcs11js is not installed, so no token can be used; run npm install pkcs11js in the installation folder',
  },
  'pkcs11-not-configured': {
    status: 503,
    zh: '密钥 {label} 保存在密码设备中，但没有配置密码设备；请设置 pki.pkcs11',
    en: 'Key {label} is in a token and no token is configured; set pki.pkcs11',
  },
  'pkcs11-library': {
    status: 503,
    zh: '无法加载密码设备的接口库：{library}',
    en: 'The PKCS#11 library cannot be loaded: {library}',
  },
  'pkcs11-token-missing': {
    status: 503,
    zh: '没有找到密码设备：{token}；请检查是否已连接并初始化',
    en: 'There is no token {token}; check that it is connected and initialised',
  },
  'pkcs11-pin-wrong': {
    status: 503,
    zh: '密码设备 {token} 的口令不正确；多次输错会锁定设备',
    en: 'The PIN of token {token} is wrong; more attempts may lock it',
  },
  'pkcs11-pin-locked': {
    status: 503,
    zh: '密码设备 {token} 的口令已锁定，请用管理口令解锁',
    en: 'The PIN of token {token} is locked; unlock it with the SO PIN',
  },
  'pkcs11-key-missing': {
    status: 404,
    zh: '密码设备中没有密钥 {key}',
    en: 'The token has no key {key}',
  },
  'pkcs11-key-exists': {
    status: 409,
    zh: '密码设备中已有名为 {key} 的密钥，请换一个名称',
    en: 'The token already has a key named {key}; choose another name',
  },
  'pkcs11-algorithm': {
    status: 400,
    zh: '密码设备接口不支持算法 {algorithm}',
    en: 'Keys of the algorithm {algorithm} cannot be used on a token',
  },
  'pkcs11-failed': {
    status: 503,
    zh: '密码设备操作失败（{operation}，{result}）',
    en: 'The token failed ({operation}, {result})',
  },
});

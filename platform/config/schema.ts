import { type Static, Type } from 'typebox';
import { audit } from './audit.ts';
import { choice, list, optionalText, secret, section, text, whole, yesNo } from './fields.ts';

const keyAlgorithms = [
  'ec-p256',
  'ec-p384',
  'rsa-2048',
  'rsa-3072',
  'rsa-4096',
  'ed25519',
  'ml-dsa-65',
] as const;
const port = (words: { zh: string; en: string }, value: number) => whole(words, value, 0, 65535);
const httpAddress = {
  pattern: '^https?://[^\\s/?#]+[^\\s?#]*$',
  form: { zh: '以 http:// 或 https:// 开头的地址', en: 'an address that begins with http:// or https://' },
};

const http = section(
  { zh: '网络监听', en: 'Listeners' },
  {
    host: text(
      { zh: '监听地址；默认只对本机开放', en: 'Address to listen on; only this machine by default' },
      '127.0.0.1',
    ),
    port: port({ zh: '控制台和接口（HTTPS）的端口', en: 'Port of the console and the API (HTTPS)' }, 8443),
    clientCertPort: port(
      { zh: '证书登录（HTTPS，要求客户端证书）的端口', en: 'Port of sign-in by certificate (HTTPS)' },
      8444,
    ),
    plainPort: port(
      {
        zh: 'CRL、OCSP 和根证书下载页（HTTP）的端口',
        en: 'Port of CRLs, OCSP and the root certificate (HTTP)',
      },
      8080,
    ),
    hostnames: list({
      zh: '服务器证书中的主机名和 IP；为空时用监听地址和 localhost',
      en: 'Names and addresses in the server certificate; empty: the listening address and localhost',
    }),
    publicUrl: optionalText(
      { zh: '用户访问控制台的地址，用于链接', en: 'Address under which users open the console, for links' },
      httpAddress,
    ),
    trustedProxies: list({
      zh: '可信任其 X-Forwarded-* 的代理地址或网段',
      en: 'Addresses or CIDR ranges of proxies whose X-Forwarded-* is believed',
    }),
    bodyLimit: whole(
      { zh: '请求体上限（字节）', en: 'Largest request body, in bytes' },
      1048576,
      1024,
      104857600,
    ),
    requestsPerMinute: whole(
      { zh: '同一地址每分钟的请求上限', en: 'Requests that one address may make in a minute' },
      1200,
      10,
      1000000,
    ),
    hsts: yesNo(
      {
        zh: '发送 HSTS；只有 CRL 地址使用另外的主机名时才可打开',
        en: 'Send HSTS; only when CRLs are offered under another host name',
      },
      false,
    ),
  },
);

const access = section(
  {
    zh: '登录与账户（默认值符合等级保护三级要求）',
    en: 'Sign-in and accounts (defaults serve graded protection level 3)',
  },
  {
    passwordSignIn: yesNo({ zh: '允许用口令登录', en: 'Allow sign-in by password' }, true),
    certificateSignIn: yesNo({ zh: '允许用证书登录', en: 'Allow sign-in by certificate' }, true),
    secondFactor: choice(
      { zh: '口令登录时谁必须再输入动态码', en: 'Who needs a one-time code beside the password' },
      ['all', 'administrators', 'none'],
      'all',
    ),
    passwordMinLength: whole(
      { zh: '口令最短长度（字符）', en: 'Shortest password, in characters' },
      10,
      8,
      128,
    ),
    passwordMinKinds: whole(
      {
        zh: '口令至少含大写、小写、数字、符号中的几类',
        en: 'Of upper case, lower case, digits and signs, how many',
      },
      3,
      1,
      4,
    ),
    passwordMaxAgeDays: whole(
      { zh: '口令有效天数；0 为不限', en: 'Days until a password must change; 0: never' },
      90,
      0,
      3650,
    ),
    passwordHistory: whole(
      { zh: '不得重复使用最近几个口令', en: 'Earlier passwords that cannot be used again' },
      5,
      0,
      50,
    ),
    lockoutAttempts: whole(
      { zh: '连续失败几次后锁定', en: 'Failed attempts until an account is locked' },
      5,
      1,
      100,
    ),
    lockoutWindowMinutes: whole(
      { zh: '统计失败次数的时长（分钟）', en: 'Minutes within which failures count' },
      15,
      1,
      1440,
    ),
    lockoutMinutes: whole({ zh: '锁定时长（分钟）', en: 'Minutes that a lock lasts' }, 30, 1, 10080),
    sessionIdleMinutes: whole(
      { zh: '无操作多少分钟后退出', en: 'Minutes without activity until sign-out' },
      15,
      1,
      1440,
    ),
    sessionHours: whole({ zh: '一次登录最长时间（小时）', en: 'Longest session, in hours' }, 12, 1, 168),
    sessionsPerAccount: whole(
      { zh: '同一账户最多同时登录数', en: 'Sessions of one account at a time' },
      5,
      1,
      100,
    ),
    setupLinkHours: whole(
      { zh: '初始化链接有效时间（小时）', en: 'Hours that the set-up link is valid' },
      24,
      1,
      720,
    ),
  },
);

const authority = (
  words: { zh: string; en: string },
  commonName: string,
  algorithm: 'ec-p256' | 'ec-p384',
  years: number,
) =>
  section(words, {
    commonName: text({ zh: '证书主体中的名称', en: 'Common name in the subject' }, commonName, {
      maxLength: 64,
    }),
    keyAlgorithm: choice({ zh: '密钥算法', en: 'Key algorithm' }, keyAlgorithms, algorithm),
    years: whole({ zh: '有效期（年）', en: 'Lifetime in years' }, years, 1, 40),
  });

const pki = section(
  { zh: '证书', en: 'Certificates' },
  {
    country: text(
      { zh: '证书颁发机构主体中的国家代码', en: 'Country in the subjects of the authorities' },
      'CN',
      {
        pattern: '^[A-Z]{2}$',
        form: { zh: '两个大写字母', en: 'two capital letters' },
      },
    ),
    organization: text(
      { zh: '证书颁发机构主体中的单位名称', en: 'Organisation in the subjects of the authorities' },
      '民政统一身份认证',
      { maxLength: 64 },
    ),
    root: authority(
      { zh: '首次启动时建立的根证书颁发机构', en: 'The root authority made at the first boot' },
      'Anmin Root CA',
      'ec-p384',
      20,
    ),
    issuing: authority(
      { zh: '首次启动时建立的签发机构', en: 'The issuing authority made at the first boot' },
      'Anmin Issuing CA',
      'ec-p256',
      10,
    ),
    publicBaseUrl: optionalText(
      {
        zh: '写入证书的 CRL 和 OCSP 地址前缀；缺省由监听地址和 plainPort 得出',
        en: 'Base address of CRLs and OCSP as written into certificates; by default from host and plainPort',
      },
      {
        ...httpAddress,
        pattern: '^http://[^\\s/?#]+[^\\s?#]*$',
        form: { zh: '以 http:// 开头的地址', en: 'an address that begins with http://' },
      },
    ),
    crlHours: whole({ zh: 'CRL 有效时间（小时）', en: 'Validity of a CRL, in hours' }, 24, 1, 8760),
    deltaCrlHours: whole(
      { zh: '增量 CRL 有效时间（小时）；0 为不发布', en: 'Validity of a delta CRL, in hours; 0: none' },
      1,
      0,
      720,
    ),
    crlShards: whole({ zh: 'CRL 分片数', en: 'Number of CRL shards' }, 1, 1, 1024),
    ocspMinutes: whole(
      { zh: 'OCSP 应答有效时间（分钟）', en: 'Validity of an OCSP answer, in minutes' },
      60,
      1,
      10080,
    ),
    requestExpiryDays: whole(
      { zh: '申请多少天未办结即失效', en: 'Days until an undecided request expires' },
      30,
      1,
      365,
    ),
    expiryNoticeDays: whole(
      { zh: '证书到期前多少天提醒', en: 'Days before expiry at which a notice is given' },
      30,
      1,
      365,
    ),
    pkcs11: section(
      { zh: '密码机（PKCS#11）', en: 'Hardware token (PKCS#11)' },
      {
        module: optionalText({ zh: 'PKCS#11 库文件的路径', en: 'Path of the PKCS#11 library' }),
        tokenLabel: optionalText({ zh: '令牌标签', en: 'Label of the token' }, { maxLength: 32 }),
        pinFile: optionalText({ zh: '存放口令的文件', en: 'File that holds the PIN' }),
        pin: secret({ zh: '口令', en: 'PIN' }, { environmentOnly: true }),
      },
    ),
  },
);

/** The single definition of every setting: type, default, limits and meaning. */
export const configSchema = Type.Object(
  {
    dataDir: text({ zh: '数据目录', en: 'Data directory' }, './data'),
    language: choice({ zh: '默认语言', en: 'Default language' }, ['zh', 'en'], 'zh'),
    masterKey: secret(
      {
        zh: '主密钥（32 字节的 Base64）；缺省使用数据目录中的 master.key 文件',
        en: 'Master key (32 bytes in Base64); by default the file master.key in the data directory',
      },
      { environmentOnly: true },
    ),
    http,
    database: section(
      { zh: '数据库', en: 'Database' },
      {
        url: secret(
          {
            zh: 'PostgreSQL 地址；缺省使用数据目录中的 SQLite 文件',
            en: 'Address of PostgreSQL; by default a SQLite file in the data directory',
          },
          {
            pattern: '^postgres(ql)?://',
            form: {
              zh: 'postgres://用户:密码@主机:端口/数据库',
              en: 'postgres://user:password@host:port/database',
            },
          },
        ),
      },
    ),
    log: section(
      { zh: '日志', en: 'Log' },
      {
        level: choice(
          { zh: '日志级别', en: 'Lowest level that is written' },
          ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
          'info',
        ),
      },
    ),
    access,
    pki,
    audit,
    collect: section(
      { zh: '浏览器监测数据接收（/collect）', en: 'What browsers report (/collect)' },
      {
        maxBytes: whole(
          { zh: '一次提交的上限（解压前后均适用，字节）', en: 'Largest report, also unpacked, in bytes' },
          262144,
          1024,
          10485760,
        ),
        ratePerMinute: whole(
          { zh: '同一地址每分钟的提交上限', en: 'Reports of one address in a minute' },
          60,
          1,
          100000,
        ),
      },
    ),
  },
  { additionalProperties: false },
);

export type Config = DeepReadonly<Static<typeof configSchema>>;

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

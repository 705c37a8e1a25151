import { choice, list, optionalText, secret, section, text, whole, yesNo } from './fields.ts';

const port = (words: { zh: string; en: string }) => whole(words, 0, 0, 65535);

/** Settings of the audit domain. */
export const audit = section(
  { zh: '审计', en: 'Audit' },
  {
    timeZone: text(
      { zh: '没有写明时区的日志按此时区理解', en: 'Time zone of logs that do not name theirs' },
      'Asia/Shanghai',
      { maxLength: 64 },
    ),
    retentionDays: whole(
      { zh: '审计记录保存天数，不得少于 180 天', en: 'Days that audit records are kept, 180 at least' },
      200,
      180,
      36500,
    ),
    witnessAlarmHours: whole(
      {
        zh: '多少小时没有见证签名即告警；0 为不用见证',
        en: 'Hours without a cosignature until an alarm; 0: no witness',
      },
      0,
      0,
      8760,
    ),
    store: choice(
      {
        zh: '检索库：embedded 为内置，elasticsearch 为外部集群',
        en: 'Where events are searched: embedded, or a cluster',
      },
      ['embedded', 'elasticsearch'],
      'embedded',
    ),
    syslog: section(
      { zh: 'Syslog 接收', en: 'Syslog listeners' },
      {
        host: text({ zh: '监听地址', en: 'Address to listen on' }, '127.0.0.1'),
        udpPort: port({ zh: 'UDP 端口；0 为不接收', en: 'UDP port; 0: off' }),
        tcpPort: port({ zh: 'TCP 端口；0 为不接收', en: 'TCP port; 0: off' }),
        tlsPort: port({ zh: 'TLS 端口（RFC 5425）；0 为不接收', en: 'TLS port (RFC 5425); 0: off' }),
        relpPort: port({
          zh: 'RELP 端口（逐条确认，rsyslog 的 omrelp）；0 为不接收',
          en: 'RELP port (acknowledged, omrelp of rsyslog); 0: off',
        }),
        requireClientCertificate: yesNo(
          { zh: 'TLS 必须出示本系统签发的证书', en: 'TLS senders must show a certificate of this system' },
          true,
        ),
        unknownSenders: choice(
          {
            zh: '未登记的来源：refuse 为拒收，accept 为按地址自动登记',
            en: 'Senders without a source: refuse, or accept as one a address',
          },
          ['refuse', 'accept'],
          'refuse',
        ),
      },
    ),
    elasticsearch: section(
      { zh: 'Elasticsearch 集群', en: 'Elasticsearch cluster' },
      {
        nodes: list(
          { zh: '节点地址，如 https://es1:9200', en: 'Addresses of its nodes, such as https://es1:9200' },
          {
            pattern: '^https?://[^\\s]+$',
            form: {
              zh: '以 http:// 或 https:// 开头的地址',
              en: 'an address that begins with http:// or https://',
            },
          },
        ),
        prefix: text({ zh: '索引名前缀', en: 'Prefix of index names' }, 'anmin-audit', {
          pattern: '^[a-z][a-z0-9-]{0,40}$',
          form: { zh: '小写字母、数字和连字符', en: 'lower-case letters, digits and hyphens' },
        }),
        replicas: whole({ zh: '副本数', en: 'Replicas of an index' }, 1, 0, 10),
        shards: whole({ zh: '主分片数', en: 'Primary shards of an index' }, 1, 1, 64),
        apiKey: secret({ zh: 'API 密钥', en: 'API key' }, { environmentOnly: true }),
        username: optionalText({ zh: '用户名', en: 'User name' }),
        password: secret({ zh: '口令', en: 'Password' }, { environmentOnly: true }),
        caFile: optionalText({
          zh: '信任的 CA 证书文件；缺省为本系统的根证书',
          en: 'File of the trusted authority; by default our own root',
        }),
        certFile: optionalText({ zh: '客户端证书文件', en: 'File of the client certificate' }),
        keyFile: optionalText({ zh: '客户端私钥文件', en: 'File of its private key' }),
      },
    ),
  },
);

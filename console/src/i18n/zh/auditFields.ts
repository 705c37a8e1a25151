/** Titles of fields, nested as the fields are. */
export const auditFields = {
  '@timestamp': '时间',
  message: '内容',
  event: {
    action: '动作',
    outcome: '结果',
    category: '类别',
    type: '类型',
    kind: '记录性质',
    dataset: '数据集',
    module: '模块',
    provider: '提供者',
    code: '事件代码',
    severity: '严重程度',
    duration: '持续时间',
    id: '来源事件编号',
    ingested: '接收时间',
    original: '原始记录',
    reason: '原因',
  },
  user: {
    name: '用户',
    id: '用户编号',
    full_name: '姓名',
    target: {
      name: '对象用户',
    },
    effective: {
      name: '实际身份',
    },
  },
  group: {
    name: '用户组',
  },
  source: {
    ip: '来源地址',
    address: '来源主机',
    port: '来源端口',
    bytes: '发送字节数',
  },
  client: {
    ip: '客户端地址',
  },
  destination: {
    ip: '目的地址',
    address: '目的主机',
    port: '目的端口',
    bytes: '接收字节数',
  },
  server: {
    ip: '服务端地址',
  },
  host: {
    name: '主机',
    hostname: '主机名',
    ip: '主机地址',
  },
  observer: {
    name: '采集设备',
    vendor: '设备厂商',
    product: '设备型号',
    version: '设备版本',
  },
  process: {
    name: '进程',
    pid: '进程号',
    executable: '程序文件',
    command_line: '命令行',
    working_directory: '工作目录',
    exit_code: '退出码',
  },
  service: {
    name: '服务',
  },
  file: {
    path: '文件',
  },
  network: {
    transport: '传输协议',
    protocol: '应用协议',
  },
  http: {
    request: {
      method: '请求方法',
    },
    response: {
      status_code: '响应状态',
      bytes: '响应字节数',
    },
  },
  url: {
    original: '访问地址',
    path: '访问路径',
  },
  user_agent: {
    original: '浏览器标识',
  },
  log: {
    level: '级别',
    syslog: {
      appname: '程序名',
      hostname: '上报主机',
      facility: {
        name: '设施',
        code: '设施代码',
      },
      severity: {
        name: '严重级别',
        code: '严重级别代码',
      },
      priority: '优先级',
    },
  },
  related: {
    user: '相关用户',
    ip: '相关地址',
    hosts: '相关主机',
  },
  rule: {
    id: '规则编号',
    name: '规则',
    description: '规则说明',
  },
  session: {
    id: '会话',
  },
  tls: {
    client: {
      hash: {
        sha256: '客户端证书指纹',
      },
    },
  },
  db: {
    system: '数据库类型',
    name: '数据库',
    user: '数据库用户',
    statement: '语句',
    operation: '操作',
    tables: '表',
    rows: '行数',
    fingerprint: '语句指纹',
    class: '操作类别',
    tables_from: '表名来历',
  },
  anmin: {
    id: '记录编号',
    source: '日志来源',
    sequence: '来源内序号',
    parser: '解析格式',
    class: '审计类型',
    unknown: '格式未识别',
    clock_skew_ms: '时钟偏差（毫秒）',
    event: {
      actor: {
        kind: '操作者类型',
        session: '登录会话',
        method: '登录方式',
      },
      subject: {
        kind: '对象类型',
        id: '对象编号',
        label: '对象',
      },
      data: {
        reason: '原因',
        query: '检索条件',
        from: '开始时间',
        to: '结束时间',
        shown: '显示条数',
        found: '命中条数',
        records: '记录条数',
        title: '名称',
        label: '说明',
        eventId: '审计记录编号',
        ruleId: '规则编号',
        level: '级别',
        user: '人员',
        address: '来源地址',
        host: '主机',
        method: '方式',
        step: '环节',
        decision: '决定',
        month: '月份',
        expiresAt: '到期时间',
        keepFrom: '保全起始时间',
      },
    },
  },
  mariadb: {
    audit: {
      operation: 'MariaDB 审计类型',
      connection_id: '连接编号',
      query_id: '语句编号',
      return_code: '返回码',
    },
  },
  postgresql: {
    audit: {
      type: '审计方式',
      statement_id: '语句序号',
      substatement_id: '子语句序号',
      class: '语句类别',
      command: '命令',
      object_type: '对象类型',
      object_name: '对象',
    },
    log: {
      session_id: '数据库会话',
      application_name: '客户端程序',
    },
  },
  ecs: {
    version: '字段标准版本',
  },
};

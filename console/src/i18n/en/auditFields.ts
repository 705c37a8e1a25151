/** Titles of fields, nested as the fields are. */
export const auditFields = {
  '@timestamp': 'Time',
  message: 'Message',
  event: {
    action: 'Action',
    outcome: 'Outcome',
    category: 'Category',
    type: 'Type',
    kind: 'Kind',
    dataset: 'Data set',
    module: 'Module',
    provider: 'Provider',
    code: 'Event code',
    severity: 'Severity',
    duration: 'Duration',
    id: 'Id of the source',
    ingested: 'Received',
    original: 'Raw record',
    reason: 'Reason',
  },
  user: {
    name: 'User',
    id: 'User id',
    full_name: 'Full name',
    target: {
      name: 'Target user',
    },
    effective: {
      name: 'Effective user',
    },
  },
  group: {
    name: 'Group',
  },
  source: {
    ip: 'Source address',
    address: 'Source',
    port: 'Source port',
    bytes: 'Bytes sent',
  },
  client: {
    ip: 'Client address',
  },
  destination: {
    ip: 'Destination address',
    address: 'Destination',
    port: 'Destination port',
    bytes: 'Bytes received',
  },
  server: {
    ip: 'Server address',
  },
  host: {
    name: 'Server',
    hostname: 'Host name',
    ip: 'Address of the server',
  },
  observer: {
    name: 'Observer',
    vendor: 'Vendor',
    product: 'Product',
    version: 'Version',
  },
  process: {
    name: 'Process',
    pid: 'Process id',
    executable: 'Executable',
    command_line: 'Command line',
    working_directory: 'Working directory',
    exit_code: 'Exit code',
  },
  service: {
    name: 'Service',
  },
  file: {
    path: 'File',
  },
  network: {
    transport: 'Transport',
    protocol: 'Protocol',
  },
  http: {
    request: {
      method: 'Method',
    },
    response: {
      status_code: 'Status',
      bytes: 'Response bytes',
    },
  },
  url: {
    original: 'URL',
    path: 'Path',
  },
  user_agent: {
    original: 'User agent',
  },
  log: {
    level: 'Level',
    syslog: {
      appname: 'Program',
      hostname: 'Reporting host',
      facility: {
        name: 'Facility',
        code: 'Facility code',
      },
      severity: {
        name: 'Severity name',
        code: 'Severity code',
      },
      priority: 'Priority',
    },
  },
  related: {
    user: 'Related users',
    ip: 'Related addresses',
    hosts: 'Related hosts',
  },
  rule: {
    id: 'Rule id',
    name: 'Rule',
    description: 'About the rule',
  },
  session: {
    id: 'Session',
  },
  tls: {
    client: {
      hash: {
        sha256: 'Client certificate fingerprint',
      },
    },
  },
  db: {
    system: 'Database system',
    name: 'Database',
    user: 'Database user',
    statement: 'Statement',
    operation: 'Operation',
    tables: 'Tables',
    rows: 'Rows',
    fingerprint: 'Fingerprint',
    class: 'Class of operation',
    tables_from: 'How the tables are known',
  },
  anmin: {
    id: 'Id of the record',
    source: 'Source',
    sequence: 'Number within the source',
    parser: 'Parser',
    class: 'Kind of audit',
    unknown: 'Unknown format',
    clock_skew_ms: 'Clock skew (ms)',
    event: {
      actor: {
        kind: 'Kind of actor',
        session: 'Session of the actor',
        method: 'Way of sign-in',
      },
      subject: {
        kind: 'Kind of object',
        id: 'Id of the object',
        label: 'Object',
      },
      data: {
        reason: 'Reason',
        query: 'Query',
        from: 'From',
        to: 'To',
        shown: 'Records shown',
        found: 'Records found',
        records: 'Records',
        title: 'Title',
        label: 'Label',
        eventId: 'Record',
        ruleId: 'Rule',
        level: 'Level',
        user: 'Person',
        address: 'Address',
        host: 'Host',
        method: 'Way',
        step: 'Step',
        decision: 'Decision',
        month: 'Month',
        expiresAt: 'Expires',
        keepFrom: 'Kept from',
      },
    },
  },
  mariadb: {
    audit: {
      operation: 'Kind of MariaDB audit',
      connection_id: 'Connection',
      query_id: 'Statement',
      return_code: 'Return code',
    },
  },
  postgresql: {
    audit: {
      type: 'Way of audit',
      statement_id: 'Statement number',
      substatement_id: 'Part of the statement',
      class: 'Class of statement',
      command: 'Command',
      object_type: 'Kind of object',
      object_name: 'Object',
    },
    log: {
      session_id: 'Database session',
      application_name: 'Client program',
    },
  },
  ecs: {
    version: 'ECS version',
  },
};

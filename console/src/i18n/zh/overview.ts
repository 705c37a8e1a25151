export const overview = {
  hello: '{{name}}，您好',
  lead: '等待您处理的事项、证书情况和系统状态。',
  issued: '近 30 天签发',
  noRequests: '您还没有提交过申请',
  jobs: '后台任务',
  subscribers: '事件处理',
  components: '必需组件',
  serverCertificate: '服务器证书',
  collection: '日志采集',
  sourcesBad: '采集中断或出错：{{names}}',
  sourcesWell: '{{all}} 个日志来源中，{{well}} 个正在正常采集',
  faults: '{{count}} 项异常',
};

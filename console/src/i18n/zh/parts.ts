export const parts = {
  holderHint: '输入姓名、名称或编号查找',
  holderNone: '目录中没有找到，请先在“机构与人员”中登记',
  noSessions: '没有正在使用的会话',
  method: '登录方式',
  thisSession: '当前会话',
  address: '来源地址',
  browser: '浏览器',
  signedInAt: '登录时间',
  lastSeen: '最近活动',
  endSession: '结束会话',
  organisationHint: '选择机构',
};

// Over 400 lines on purpose: the words of the whole report, section by section, are one text.
import type { Bars, Block, Column, ReportDocument, Section, Table } from './document.ts';
import type { Counted, ReportFigures } from './figures.ts';
import { localText } from './month.ts';
import { shownReport, shownText } from './shown-text.ts';
import {
  count,
  datasetWord,
  durationWords,
  exportWord,
  kindWords,
  levelWords,
  monthWords,
  reasonWord,
  stageWord,
} from './words.ts';

const numerals = ['一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** The monthly report as paper. What could not be proven or is missing stands at its beginning. */
export function reportDocument(figures: ReportFigures): ReportDocument {
  const time = (at: number | null) => (at === null ? '—' : localText(at, figures.timeZone));
  const parts = [signIns, privileged, databases, alerts, suppressed, collection, evidence, auditors];
  const sections = parts.map((part) => part(figures, time));
  const title = '审计月报';
  const subtitle = `${figures.organisation === '' ? '' : `${figures.organisation} · `}${monthWords(figures.month)}`;
  return shownReport({
    title,
    subtitle,
    facts: [
      { label: '单位', value: figures.organisation || '（未设置）' },
      {
        label: '统计期间',
        value: `${time(figures.from)} 至 ${time(figures.to)}（${figures.timeZone}，按事件发生时间）`,
      },
      { label: '生成', value: `${time(figures.madeAt)}，${figures.madeBy}` },
      {
        label: '审计记录',
        value: `本期 ${count(figures.collection.records)} 条；证据日志累计 ${count(figures.evidence.size)} 条`,
      },
      { label: '个人信息', value: '身份证号、手机号、银行卡号等已遮盖，与页面显示一致' },
    ],
    sections: [
      { title: '总体情况', english: 'Summary', blocks: summary(figures, time) },
      ...sections.map((section, i) => ({ ...section, title: `${numerals[i]}、${section.title}` })),
    ],
    foot: `${title} ${subtitle}`,
  });
}

type Time = (at: number | null) => string;

const note = (tone: 'plain' | 'good' | 'warning', text: string): Block => ({ kind: 'note', tone, text });
const table = (
  title: string,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  empty: string,
): Table => ({ kind: 'table', title, columns, rows, empty });
const text = (title: string, share = 2): Column => ({ title, share });
const number = (title: string, share = 1): Column => ({ title, share, number: true });
const persons = (list: readonly Counted[]) =>
  list.map(({ value, count: n }) => `${shownText(value, 40)}（${count(n)}）`).join('、') || '—';

function summary(figures: ReportFigures, time: Time): Block[] {
  const { collection, evidence, madeAt, from, to, behind } = figures;
  const blocks: Block[] = [];
  if (madeAt < to) blocks.push(note('warning', '统计期间尚未结束，以下为截至生成时的数据。'));
  if (behind > 0)
    blocks.push(
      note('warning', `生成时另有 ${count(behind)} 条记录已存证但尚未进入检索库，未计入以下统计。`),
    );
  const checked = evidence.verification;
  if (checked === null) blocks.push(note('warning', '本次未能在时限内完成证据核查，不能据此认定证据完整。'));
  else if (!checked.ok)
    blocks.push(
      note('warning', `证据核查发现 ${checked.findings.length} 处问题，见“证据状态”，请立即查明原因。`),
    );
  else
    blocks.push(
      note('good', `证据核查通过：逐条重新计算 ${count(checked.checked)} 条记录，未发现篡改、缺失或回退。`),
    );
  if (evidence.keptSince === null) blocks.push(note('warning', '证据日志中没有任何记录。'));
  else if (evidence.keptSince > from)
    blocks.push(
      note(
        'warning',
        `现存证据自 ${time(evidence.keptSince)} 起接收，晚于本期开始；此前的情况没有采集，或已超过保存期限。`,
      ),
    );
  if (collection.silences.length > 0)
    blocks.push(
      note('warning', `本期有 ${collection.silences.length} 次日志来源中断，中断期间的情况可能没有记录。`),
    );
  const open = figures.alerts.reduce((sum, one) => sum + one.open, 0);
  if (open > 0) blocks.push(note('warning', `本期告警中有 ${count(open)} 起尚未处理。`));
  blocks.push({
    kind: 'facts',
    facts: [
      {
        label: '登录',
        value: `成功 ${count(figures.signIns.success)} 次，失败 ${count(figures.signIns.failure)} 次，非工作时间登录成功 ${count(figures.signIns.outsideHours)} 次`,
      },
      {
        label: '特权操作',
        value: figures.privileged.kinds
          .map(({ kind, count: n }) => `${kindWords[kind]} ${count(n)} 次`)
          .join('，'),
      },
      {
        label: '数据库访问',
        value: `读 ${count(figures.databases.reads)} 次，写 ${count(figures.databases.writes)} 次`,
      },
      {
        label: '告警',
        value: `${count(figures.alerts.reduce((sum, one) => sum + one.alerts, 0))} 起，另有 ${count(figures.suppressed.reduce((sum, one) => sum + one.alerts, 0))} 起被例外压制`,
      },
    ],
  });
  return blocks;
}

function signIns({ signIns: figures }: ReportFigures): Section {
  const chart: Bars = {
    kind: 'bars',
    title: '每日登录次数',
    series: [
      { name: '成功', tone: 'main' },
      { name: '失败', tone: 'alarm' },
    ],
    bars: figures.days.map(({ success, failure }, i) => ({ label: `${i + 1}`, values: [success, failure] })),
  };
  return {
    title: '登录情况',
    english: 'Sign-ins',
    blocks: [
      chart,
      table(
        '按人员统计（前 20 名）',
        [text('人员或账号', 3), number('成功'), number('失败'), number('非工作时间成功', 1.6)],
        figures.persons.map((one) => [
          one.person,
          count(one.success),
          count(one.failure),
          count(one.outsideHours),
        ]),
        '本期没有登录记录。',
      ),
      table(
        '按系统统计',
        [text('系统', 3), number('次数')],
        figures.datasets.map(({ value, count: n }) => [datasetWord(value), count(n)]),
        '本期没有登录记录。',
      ),
      note(
        'plain',
        '工作时间指周一至周五 8:00–18:30，未扣除法定节假日和调休。同一次登录由多个来源分别记录的，分别计数。',
      ),
    ],
  };
}

function privileged({ privileged: figures }: ReportFigures, time: Time): Section {
  return {
    title: '特权操作',
    english: 'Privileged operations',
    blocks: [
      table(
        '按类别统计',
        [text('类别'), number('次数'), number('其中失败'), text('主要人员或账号', 3)],
        figures.kinds.map((one) => [
          kindWords[one.kind],
          count(one.count),
          count(one.failures),
          persons(one.persons),
        ]),
        '',
      ),
      table(
        '最近的特权操作',
        [text('时间', 1.5), text('类别', 1.6), text('人员或账号', 1.3), text('位置', 1.3), text('内容', 4)],
        figures.latest.map((one) => [time(one.at), kindWords[one.kind], one.person, one.where, one.what]),
        '本期没有特权操作记录。',
      ),
    ],
  };
}

function databases({ databases: figures }: ReportFigures): Section {
  return {
    title: '数据库访问（按表）',
    english: 'Database access by table',
    blocks: [
      {
        kind: 'bars',
        title: '每日数据库读写次数',
        series: [
          { name: '读', tone: 'main' },
          { name: '写', tone: 'second' },
        ],
        bars: figures.days.map(({ reads, writes }, i) => ({ label: `${i + 1}`, values: [reads, writes] })),
      },
      table(
        '访问最多的表',
        [text('表', 2.4), number('读'), number('写'), number('涉及行数', 1.3), text('主要人员或账号', 3)],
        figures.tables.map((one) => [
          one.table,
          count(one.reads),
          count(one.writes),
          one.rows === null ? '未记载' : `${one.rowsAtLeast ? '至少 ' : ''}${count(one.rows)}`,
          persons(one.persons),
        ]),
        '本期没有涉及数据表的记录。',
      ),
      note('plain', '“涉及行数”为数据库审计记录中写明的行数之和；来源未记载行数的，不作推算。'),
    ],
  };
}

function alerts({ alerts: list }: ReportFigures): Section {
  return {
    title: '告警',
    english: 'Alerts',
    blocks: [
      table(
        '按规则和级别统计',
        [
          text('规则', 3),
          text('级别', 0.8),
          number('告警'),
          number('命中'),
          number('属实'),
          number('正常'),
          number('误报'),
          number('未处理'),
        ],
        list.map((one) => [
          one.title,
          levelWords[one.level],
          ...[one.alerts, one.matches, one.truePositive, one.benign, one.falsePositive, one.open].map(count),
        ]),
        '本期没有告警。',
      ),
    ],
  };
}

function suppressed({ suppressed: list }: ReportFigures, time: Time): Section {
  return {
    title: '被压制的告警',
    english: 'Suppressed alerts',
    blocks: [
      table(
        '例外及其理由',
        [
          text('规则', 2),
          text('条件', 1.6),
          text('理由', 2.4),
          text('设置人'),
          text('有效期', 1.4),
          number('告警'),
          number('命中'),
        ],
        list.map((one) => [
          one.titles.map((title) => shownText(title, 60)).join('、') || '—',
          one.query ?? '全部',
          one.reason,
          one.by,
          one.endedAt === null ? `至 ${time(one.until)}` : `已于 ${time(one.endedAt)} 结束`,
          count(one.alerts),
          count(one.matches),
        ]),
        '本期没有告警被压制。',
      ),
      note('plain', '被压制的告警及其记录仍完整保存，可在告警列表中按“已压制”查看。'),
    ],
  };
}

function collection({ collection: figures, madeAt }: ReportFigures, time: Time): Section {
  return {
    title: '采集中断与缺失',
    english: 'Gaps in collection',
    blocks: [
      table(
        '日志来源中断',
        [text('来源', 2), text('从', 1.4), text('到', 1.4), text('时长', 1.2), text('说明', 1.6)],
        figures.silences.map((one) => [
          one.source,
          time(one.from),
          one.to === null ? '—' : time(one.to),
          one.watched || one.to !== null ? durationWords((one.to ?? madeAt) - one.from) : '—',
          one.to !== null ? '已恢复' : one.watched ? '仍未恢复' : '其间停用或取消了监测',
        ]),
        '本期没有发现日志来源中断。',
      ),
      table(
        '未能接收或处理的记录',
        [
          text('来源', 2),
          text('环节', 0.8),
          text('原因', 2),
          number('待处理'),
          number('已重新处理', 1.2),
          number('已清除'),
        ],
        figures.deadLetters.map((one) => [
          one.source,
          stageWord(one.stage),
          reasonWord(one.reason),
          ...[one.open, one.replayed, one.discarded].map(count),
        ]),
        '本期没有未能接收或处理的记录。',
      ),
      table(
        '拒收累计（自启用以来）',
        [text('来源', 3), number('拒收'), number('其中未留原文', 1.4)],
        figures.refused.map((one) => [one.source, count(one.refused), count(one.discarded)]),
        '各来源均无拒收。',
      ),
      table(
        '各来源本期记录',
        [text('来源', 3), number('记录数')],
        figures.sources.map((one) => [one.title, count(one.records)]),
        '本期没有收到记录。',
      ),
      {
        kind: 'facts',
        facts: [
          { label: '未能识别格式的记录', value: `${count(figures.unknown)} 条（已保存，可检索）` },
          { label: '拒绝未登记的发送方', value: `${count(figures.refusedSenders)} 次` },
          { label: '从数据库提取失败', value: `${count(figures.pullFailures)} 次` },
        ],
      },
    ],
  };
}

function evidence({ evidence: figures }: ReportFigures, time: Time): Section {
  const checked = figures.verification;
  return {
    title: '证据状态',
    english: 'State of the evidence',
    blocks: [
      {
        kind: 'facts',
        facts: [
          { label: '证据日志', value: figures.origin },
          {
            label: '记录',
            value: `累计 ${count(figures.size)} 条，现存自第 ${count(figures.firstKept + 1)} 条（${time(figures.keptSince)}）起`,
          },
          { label: '保存期限', value: `${figures.retentionDays} 天；生效中的法律保全 ${figures.holds} 项` },
          {
            label: '核查结果',
            value:
              checked === null
                ? '未完成'
                : `${checked.ok ? '通过' : '未通过'}，${time(checked.at)}，重新计算 ${count(checked.checked)} 条`,
          },
        ],
      },
      ...(checked === null || checked.findings.length === 0
        ? []
        : [
            note(
              'warning',
              `核查发现：${checked.findings.map((finding) => shownText(finding, 200)).join('；')}`,
            ),
          ]),
      table(
        '见证签名',
        [text('见证', 3), number('见证至第几条', 1.4), text('时间', 2)],
        figures.witnesses.map((one) => [
          one.name,
          one.size === null ? '—' : count(one.size),
          one.at === null ? '尚未签名' : time(one.at),
        ]),
        '没有登记见证：证据日志只由本系统自己签名。',
      ),
      note('plain', '生成本报告时的检查点（可凭日志公钥核对）：'),
      { kind: 'code', text: figures.checkpoint },
    ],
  };
}

function auditors({ auditors: figures }: ReportFigures, time: Time): Section {
  return {
    title: '审计人员操作',
    english: 'What the auditors did',
    blocks: [
      table(
        '检索、查看和导出审计记录',
        [
          text('人员', 2),
          number('检索'),
          number('查看'),
          number('查看未遮盖信息', 1.5),
          number('导出、下载'),
        ],
        figures.persons.map((one) => [
          one.person,
          ...[one.searches, one.views, one.unmasked, one.exports].map(count),
        ]),
        '本期没有人检索或查看审计记录。',
      ),
      table(
        '查看未遮盖的个人信息',
        [text('时间', 1.2), text('人员'), text('理由', 4)],
        figures.unmaskings.map((one) => [time(one.at), one.person, one.reason]),
        '本期没有人查看未遮盖的个人信息。',
      ),
      table(
        '证据导出',
        [
          text('时间', 1.3),
          text('申请人'),
          text('名称', 2),
          text('理由', 2.4),
          number('记录数'),
          text('状态', 0.9),
        ],
        figures.exports.map((one) => [
          time(one.at),
          one.person,
          one.title,
          one.reason,
          count(one.records),
          exportWord(one.state),
        ]),
        '本期没有导出证据。',
      ),
    ],
  };
}

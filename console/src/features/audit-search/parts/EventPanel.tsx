import { Alert, Button, Descriptions, Flex, Tabs, Tag, Typography, theme } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLanguage } from '../../../i18n/index.ts';
import { formatTime } from '../../../lib/format.ts';
import { shownText } from '../../../lib/shown-text.ts';
import { Loading } from '../../../parts/Loading.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { Said, saidItems } from '../../../parts/Said.tsx';
import { firstOf } from '../fields.ts';
import { pivotsOf } from '../pivots.ts';
import { type EventDetail, unmaskEvent, useEvent, useUnmasking } from '../queries.ts';
import { useFieldTitle, useOwnEventTitle, useSourceTitle, useValueTitle } from '../titles.ts';
import { happeningOf, personOf } from '../words.ts';
import { FieldTable } from './FieldTable.tsx';
import { MaskNotice } from './MaskNotice.tsx';

type Props = { id: string; onOpen: (id: string) => void };

/** One event: in words, its fields, as it came, where it stands in the evidence, what was around it. */
export function EventPanel({ id, onOpen }: Props) {
  const { t } = useTranslation();
  const event = useEvent(id);
  const unmasking = useUnmasking((reason: string) => unmaskEvent(id, reason));
  if (event.error) return <Problem error={event.error} onRetry={() => void event.refetch()} />;
  if (event.data === undefined) return <Loading />;
  const detail = unmasking.data ?? event.data;
  return (
    <div className="stack">
      <Head detail={detail} />
      <Pivots detail={detail} />
      <MaskNotice masked={detail.masked} of="event" unmasking={unmasking} />
      <Tabs
        items={[
          { key: 'words', label: t('auditSearch.tabs.main'), children: <Main detail={detail} /> },
          {
            key: 'fields',
            label: t('auditSearch.tabs.fields'),
            children: <FieldTable fields={detail.event.fields} />,
          },
          { key: 'raw', label: t('auditSearch.tabs.raw'), children: <Raw detail={detail} /> },
          { key: 'evidence', label: t('auditSearch.tabs.evidence'), children: <Evidence detail={detail} /> },
          {
            key: 'neighbours',
            label: t('auditSearch.tabs.neighbours'),
            children: <Neighbours detail={detail} onOpen={onOpen} />,
          },
        ]}
      />
    </div>
  );
}

type Part = { detail: EventDetail };

function Head({ detail: { event } }: Part) {
  const { t } = useTranslation();
  const { fields } = event;
  const { words, literal } = happeningOf(fields, useOwnEventTitle());
  const valueTitle = useValueTitle();
  const outcome = firstOf(fields, 'event.outcome');
  const area = firstOf(fields, 'anmin.class');
  const at = firstOf(fields, '@timestamp');
  const tone = { success: 'success', failure: 'error' }[outcome ?? ''];
  return (
    <div>
      <Flex gap={8} wrap align="center" style={{ marginBottom: 6 }}>
        <span className="audit-number muted">{at && formatTime(at, true)}</span>
        {outcome && outcome !== 'unknown' && (
          <Tag color={tone}>
            <Said>{valueTitle('event.outcome', outcome)}</Said>
          </Tag>
        )}
        {area && <Tag>{valueTitle('anmin.class', area)}</Tag>}
        {firstOf(fields, 'anmin.unknown') && <Tag color="orange">{t('auditSearch.unknownFormat')}</Tag>}
      </Flex>
      <Typography.Title level={2} style={{ fontSize: 18, margin: 0, overflowWrap: 'anywhere' }}>
        <Said>{words.slice(0, 300)}</Said>
      </Typography.Title>
      {literal && (
        <pre className="audit-code">
          <Said>{firstOf(fields, 'db.statement') ?? literal}</Said>
        </pre>
      )}
    </div>
  );
}

function Pivots({ detail: { event } }: Part) {
  const { t } = useTranslation();
  const pivots = pivotsOf(event.fields, useLanguage() === 'zh');
  const person = personOf(event.fields);
  if (pivots.length === 0) return null;
  return (
    <Flex gap={8} wrap aria-label={t('auditSearch.pivots')}>
      {pivots.map(({ key, value, to }) => (
        <Link key={key} to={to} title={shownText(value)}>
          <Button size="small" tabIndex={-1}>
            {t(`auditSearch.samePivot.${key}`)}
          </Button>
        </Link>
      ))}
      {person && !person.includes('*') && (
        <Link to={`/audit/person?${new URLSearchParams({ name: person })}`}>
          <Button size="small" type="primary" ghost tabIndex={-1}>
            {t('auditSearch.timeline')}
          </Button>
        </Link>
      )}
    </Flex>
  );
}

const mainPaths = [
  'user.name',
  'user.effective.name',
  'user.target.name',
  'source.ip',
  'source.port',
  'destination.ip',
  'destination.port',
  'host.name',
  'process.name',
  'process.command_line',
  'db.system',
  'db.name',
  'db.user',
  'db.operation',
  'db.tables',
  'db.rows',
  'http.request.method',
  'url.original',
  'http.response.status_code',
  'rule.name',
  'event.action',
  'event.category',
] as const;

function Main({ detail: { event } }: Part) {
  const fieldTitle = useFieldTitle();
  const valueTitle = useValueTitle();
  const items = mainPaths.flatMap((path) => {
    const value = firstOf(event.fields, path);
    return value === undefined
      ? []
      : [
          {
            key: path,
            label: fieldTitle(path),
            children:
              path === 'db.operation' ? `${valueTitle(path, value)} · ${value}` : valueTitle(path, value),
          },
        ];
  });
  return <Descriptions className="audit-facts" size="small" bordered column={1} items={saidItems(items)} />;
}

function Raw({ detail }: Part) {
  const { t } = useTranslation();
  if (detail.raw === null) return <Alert type="info" showIcon title={t('auditSearch.rawGone')} />;
  return (
    <>
      <Typography.Paragraph type="secondary">{t('auditSearch.rawLead')}</Typography.Paragraph>
      <pre className="audit-code" data-testid="raw">
        <Said>{detail.raw}</Said>
      </pre>
      {!detail.masked && (
        <Typography.Text copyable={{ text: detail.raw }}>{t('auditSearch.copyRaw')}</Typography.Text>
      )}
    </>
  );
}

function Evidence({ detail }: Part) {
  const { t } = useTranslation();
  const { token } = theme.useToken();
  const sourceTitle = useSourceTitle();
  const skew = Number(firstOf(detail.event.fields, 'anmin.clock_skew_ms') ?? 0);
  const moment = (at: string | null) => (at === null ? '—' : formatTime(at, true));
  const items = [
    {
      key: 'source',
      label: t('auditSearch.evidence.source'),
      children: detail.source === null ? '—' : `${sourceTitle(detail.source)} · ${detail.source}`,
    },
    { key: 'sequence', label: t('auditSearch.evidence.sequence'), children: detail.sequence ?? '—' },
    { key: 'index', label: t('auditSearch.evidence.index'), children: detail.event.index },
    {
      key: 'id',
      label: t('auditSearch.evidence.id'),
      children: <span className="mono">{detail.event.id}</span>,
    },
    {
      key: 'event',
      label: t('auditSearch.evidence.eventTime'),
      children: moment(detail.eventTime ?? firstOf(detail.event.fields, '@timestamp') ?? null),
    },
    { key: 'received', label: t('auditSearch.evidence.receivedAt'), children: moment(detail.receivedAt) },
    ...(skew === 0
      ? []
      : [
          {
            key: 'skew',
            label: t('auditSearch.evidence.skew'),
            children: (
              <span style={{ color: token.colorWarning }}>
                {t('auditSearch.evidence.skewText', { minutes: Math.round(Math.abs(skew) / 60_000) })}
              </span>
            ),
          },
        ]),
  ];
  return (
    <>
      <Typography.Paragraph type="secondary">{t('auditSearch.evidence.lead')}</Typography.Paragraph>
      <Descriptions className="audit-facts" size="small" bordered column={1} items={saidItems(items)} />
    </>
  );
}

function Neighbours({ detail, onOpen }: Part & { onOpen: Props['onOpen'] }) {
  const { t } = useTranslation();
  const ownTitle = useOwnEventTitle();
  const all = [...detail.neighbours, detail.event].sort((a, b) => a.index - b.index);
  return (
    <>
      <Typography.Paragraph type="secondary">{t('auditSearch.neighboursLead')}</Typography.Paragraph>
      <ol className="audit-neighbours">
        {all.map(({ id, fields }) => {
          const here = id === detail.event.id;
          return (
            <li key={id} aria-current={here}>
              <span className="audit-number muted">
                {formatTime(firstOf(fields, '@timestamp') ?? '', true).slice(5)}
              </span>
              <button type="button" disabled={here} onClick={() => onOpen(id)}>
                <Said>{happeningOf(fields, ownTitle).words.slice(0, 160)}</Said>
              </button>
              <span className="muted">
                <Said>{personOf(fields)}</Said>
              </span>
            </li>
          );
        })}
      </ol>
    </>
  );
}

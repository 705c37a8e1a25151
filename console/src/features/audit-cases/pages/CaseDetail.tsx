import { App, Button, Card, Descriptions, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { useAuditChange } from '../../../api/audit-change.ts';
import { FormModal } from '../../../parts/FormModal.tsx';
import { Loading } from '../../../parts/Loading.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { Rows } from '../../../parts/Rows.tsx';
import { saidItems } from '../../../parts/Said.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useMay } from '../../../shell/session.ts';
import { LevelTag } from '../../audit-alerts/parts/LevelTag.tsx';
import { VerdictField } from '../../audit-alerts/parts/VerdictField.tsx';
import { useAlerts, type Verdict } from '../../audit-alerts/queries.ts';
import { useMayExport } from '../../audit-evidence/may-export.ts';
import { NewExport } from '../../audit-evidence/parts/NewExport.tsx';
import { useRuleTitle } from '../../audit-rules/titles.ts';
import { looksMasked } from '../../audit-search/masked.ts';
import { MaskNotice } from '../../audit-search/parts/MaskNotice.tsx';
import { useUnmasking } from '../../audit-search/queries.ts';
import { type Draft, draftOf } from '../export.ts';
import { CaseStateTag } from '../parts/CaseStateTag.tsx';
import { HandOver } from '../parts/HandOver.tsx';
import { Story } from '../parts/Story.tsx';
import {
  addEntry,
  type Case,
  type CaseDetail,
  closeCase,
  reopenCase,
  unmaskCase,
  useCase,
} from '../queries.ts';

type Asking = 'evidence' | 'hand-over' | 'close' | 'reopen' | null;

/** One case: what was done about it, what belongs to it, how it ends. */
export function Page() {
  const { t } = useTranslation();
  const may = useMay();
  const mayExport = useMayExport();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { id = '' } = useParams();
  const query = useCase(id);
  const unmasking = useUnmasking((reason: string) => unmaskCase(id, reason));
  const [asking, setAsking] = useState<Asking>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [drafting, setDrafting] = useState(false);
  if (query.data === undefined) {
    return query.error ? <Problem error={query.error} onRetry={() => void query.refetch()} /> : <Loading />;
  }
  const detail = unmasking.data ?? query.data;
  const of = detail.case;
  const open = of.state === 'open';
  const writes = may('audit.cases.write');
  const done = () => {
    // What was unmasked is how it stood before.
    unmasking.reset();
    message.success(t('common.done'));
  };

  const beginExport = async () => {
    setDrafting(true);
    try {
      const made = await draftOf(detail);
      if (made === undefined) message.info(t('auditCases.nothingToExport'));
      else setDraft(made);
    } catch (error) {
      message.error(error instanceof Error ? error.message : t('common.failed'));
    } finally {
      setDrafting(false);
    }
  };

  return (
    <>
      <PageHead
        back={{ to: '/audit/cases', label: t('auditCases.title') }}
        title={
          <>
            {of.title} <CaseStateTag of={of} />
          </>
        }
        lead={of.number}
        actions={
          <>
            {mayExport && (
              <Button loading={drafting} onClick={() => void beginExport()}>
                {t('auditCases.exportEvidence')}
              </Button>
            )}
            {writes && open && (
              <>
                <Button onClick={() => setAsking('evidence')}>{t('auditCases.addEvidence')}</Button>
                <Button onClick={() => setAsking('hand-over')}>{t('auditCases.handOver')}</Button>
                <Button type="primary" onClick={() => setAsking('close')}>
                  {t('auditCases.close')}
                </Button>
              </>
            )}
            {writes && !open && <Button onClick={() => setAsking('reopen')}>{t('auditCases.reopen')}</Button>}
          </>
        }
      />
      <div className="grid">
        <div className="span-8 stack">
          {(!detail.masked || hides(detail)) && (
            <MaskNotice masked={detail.masked} of="case" unmasking={unmasking} />
          )}
          <Story detail={detail} onWritten={unmasking.reset} />
        </div>
        <div className="span-4 stack">
          <Facts of={of} />
          <Alerts caseId={id} />
        </div>
      </div>
      <Questions of={of} asking={asking} onClose={() => setAsking(null)} onDone={done} />
      <NewExport
        open={draft !== null}
        initial={draft ?? undefined}
        missing={draft?.missing ?? 0}
        onClose={() => setDraft(null)}
        onDone={() => navigate('/audit/evidence?view=exports')}
      />
    </>
  );
}

/** Whether something of it is masked. */
const hides = (detail: CaseDetail) =>
  [detail.case.title, ...detail.entries.map(({ text }) => text)].some(looksMasked);

function Facts({ of }: { of: Case }) {
  const { t } = useTranslation();
  return (
    <Card title={t('auditCases.facts')}>
      <Descriptions
        column={1}
        size="small"
        styles={{ label: { width: 92 } }}
        items={saidItems([
          { label: t('auditCases.assignee'), children: of.assigneeName ?? '—' },
          { label: t('auditCases.openedBy'), children: of.createdBy },
          { label: t('auditCases.openedAt'), children: <Time at={of.createdAt} /> },
          ...(of.closedAt === null
            ? []
            : [{ label: t('auditCases.closedAt'), children: <Time at={of.closedAt} /> }]),
        ])}
      />
    </Card>
  );
}

function Alerts({ caseId }: { caseId: string }) {
  const { t } = useTranslation();
  const titleOf = useRuleTitle();
  const alerts = useAlerts({ caseId, page: 1, pageSize: 50 });
  return (
    <Card title={t('auditAlerts.title')} styles={{ body: { paddingBlock: 4 } }}>
      <Rows
        empty={t('auditCases.noAlerts')}
        rows={(alerts.data?.items ?? []).map((alert) => ({
          key: alert.id,
          title: <Link to={`/audit/alerts/${alert.id}`}>{titleOf(alert.ruleId, alert.title)}</Link>,
          text: [alert.user, alert.address, alert.host].filter(Boolean).join(' · '),
          extra: <LevelTag level={alert.level} />,
        }))}
      />
    </Card>
  );
}

type QuestionProps = { of: Case; asking: Asking; onClose: () => void; onDone: () => void };

/** The dialogs of the page. */
function Questions({ of, asking, onClose, onDone }: QuestionProps) {
  const { t } = useTranslation();
  const evidence = useAuditChange((body: { text: string; eventId: string }) => addEntry(of.id, body));
  const close = useAuditChange((body: { verdict: Verdict; text: string }) => closeCase(of.id, body));
  const reopen = useAuditChange((text: string) => reopenCase(of.id, text));
  const needed = { required: true, whitespace: true, message: t('common.required') };
  return (
    <>
      <FormModal<{ eventId: string; text: string }>
        open={asking === 'evidence'}
        title={t('auditCases.addEvidence')}
        confirmText={t('auditCases.addEvidence')}
        onClose={onClose}
        onConfirm={async ({ eventId, text }) => {
          await evidence.mutateAsync({ eventId: eventId.trim(), text: text.trim() });
          onDone();
        }}
      >
        <Form.Item
          name="eventId"
          label={t('auditCases.eventId')}
          extra={t('auditCases.eventIdHint')}
          rules={[needed, { pattern: /^\s*\d{8}-[0-9a-f]{12}\s*$/, message: t('auditCases.eventIdBad') }]}
        >
          <Input className="mono" maxLength={40} placeholder="20261122-00000000002a" />
        </Form.Item>
        <Form.Item name="text" label={t('auditCases.shows')} rules={[needed]}>
          <Input.TextArea rows={2} maxLength={4000} placeholder={t('auditCases.showsHint')} />
        </Form.Item>
      </FormModal>
      <HandOver of={of} open={asking === 'hand-over'} onClose={onClose} onDone={onDone} />
      <FormModal<{ verdict: Verdict; text: string }>
        open={asking === 'close'}
        title={t('auditCases.close')}
        confirmText={t('auditCases.close')}
        onClose={onClose}
        onConfirm={async ({ verdict, text }) => {
          await close.mutateAsync({ verdict, text: text.trim() });
          onDone();
        }}
      >
        <Form.Item>{t('auditCases.closeConsequence')}</Form.Item>
        <VerdictField />
        <Form.Item name="text" label={t('auditCases.conclusion')} rules={[needed]}>
          <Input.TextArea rows={4} maxLength={4000} placeholder={t('auditCases.conclusionHint')} />
        </Form.Item>
      </FormModal>
      <FormModal<{ text: string }>
        open={asking === 'reopen'}
        title={t('auditCases.reopen')}
        confirmText={t('auditCases.reopen')}
        onClose={onClose}
        onConfirm={async ({ text }) => {
          await reopen.mutateAsync(text.trim());
          onDone();
        }}
      >
        <Form.Item name="text" label={t('common.reason')} rules={[needed]}>
          <Input.TextArea rows={3} maxLength={4000} placeholder={t('common.reasonHint')} />
        </Form.Item>
      </FormModal>
    </>
  );
}

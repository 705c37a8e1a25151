import {
  AlertOutlined,
  CheckCircleOutlined,
  CommentOutlined,
  ExportOutlined,
  FileProtectOutlined,
  FolderOpenOutlined,
  RedoOutlined,
  SwapOutlined,
} from '@ant-design/icons';
import { Button, Card, Form, Input, Timeline } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAuditChange } from '../../../api/audit-change.ts';
import { Problem } from '../../../parts/Problem.tsx';
import { Said } from '../../../parts/Said.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useMay } from '../../../shell/session.ts';
import { addEntry, type CaseDetail, type CaseEntry } from '../queries.ts';

type Kind = CaseEntry['kind'];

const icons: Readonly<Record<Kind, ReactNode>> = {
  opened: <FolderOpenOutlined />,
  comment: <CommentOutlined />,
  evidence: <FileProtectOutlined />,
  alert: <AlertOutlined />,
  'alert-removed': <ExportOutlined />,
  assigned: <SwapOutlined />,
  closed: <CheckCircleOutlined />,
  reopened: <RedoOutlined />,
};
const colors: Readonly<Partial<Record<Kind, string>>> = { evidence: 'green', alert: 'red', comment: 'gray' };

/** Everything that was done about a case, in order; the next comment is written at its end. */
export function Story({ detail, onWritten }: { detail: CaseDetail; onWritten: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const writable = may('audit.cases.write') && detail.case.state === 'open';
  return (
    <Card title={t('auditCases.story')}>
      <Timeline
        items={detail.entries.map((entry) => ({
          key: entry.id,
          icon: icons[entry.kind],
          color: colors[entry.kind] ?? 'blue',
          content: <Entry entry={entry} />,
        }))}
      />
      {writable && <Comment caseId={detail.case.id} onWritten={onWritten} />}
    </Card>
  );
}

function Entry({ entry }: { entry: CaseEntry }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <Said>
      <div data-testid={`entry-${entry.kind}`}>
        <div>
          <strong>{t(`auditCases.kinds.${entry.kind}`)}</strong>{' '}
          <span className="muted">
            {entry.by} · <Time at={entry.at} />
          </span>
        </div>
        <div style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{entry.text}</div>
        {entry.eventId !== null &&
          (may('audit.events.read') ? (
            <Link to={`/audit/events/${entry.eventId}`} className="mono">
              {entry.eventId}
            </Link>
          ) : (
            <span className="mono muted">{entry.eventId}</span>
          ))}
      </div>
    </Said>
  );
}

function Comment({ caseId, onWritten }: { caseId: string; onWritten: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const add = useAuditChange((said: string) => addEntry(caseId, { text: said }));
  return (
    <Form
      layout="vertical"
      style={{ marginTop: 24 }}
      onFinish={() =>
        add.mutate(text.trim(), {
          onSuccess: () => {
            setText('');
            onWritten();
          },
        })
      }
    >
      <Form.Item label={t('auditCases.comment')} htmlFor="case-comment" style={{ marginBottom: 8 }}>
        <Input.TextArea
          id="case-comment"
          rows={2}
          maxLength={4000}
          value={text}
          placeholder={t('auditCases.commentHint')}
          onChange={({ target }) => setText(target.value)}
        />
      </Form.Item>
      <Button htmlType="submit" loading={add.isPending} disabled={text.trim() === ''}>
        {t('auditCases.addComment')}
      </Button>
      <Problem error={add.error} style={{ marginTop: 12 }} />
    </Form>
  );
}

import { Button, Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { offerFile, safeFileName } from '../../../lib/download.ts';
import type { Evidence } from '../queries.ts';
import { Copyable } from './Copyable.tsx';

/** What others need to check evidence without this system, and what the log last signed. */
export function KeyCard({ state }: { state: Evidence }) {
  const { t } = useTranslation();
  return (
    <Card
      title={t('auditEvidence.key')}
      extra={
        <Button onClick={() => offerFile(keyFileName(state.origin), `${state.vkey}\n`, 'text/plain')}>
          {t('auditEvidence.downloadKey')}
        </Button>
      }
    >
      <div className="stack" style={{ gap: 12 }}>
        <span className="muted">{t('auditEvidence.keyLead')}</span>
        <Copyable text={state.vkey} />
        <details>
          <summary>{t('auditEvidence.checkpoint')}</summary>
          <pre className="audit-code">{state.checkpoint}</pre>
        </details>
      </div>
    </Card>
  );
}

export const keyFileName = (origin: string) => safeFileName(origin, 'pub');

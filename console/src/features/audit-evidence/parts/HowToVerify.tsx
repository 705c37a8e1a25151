import { Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { useEvidence } from '../queries.ts';
import { Copyable } from './Copyable.tsx';
import { keyFileName } from './KeyCard.tsx';

const file = 'FILE.anmin-evidence.jsonl';

/** How somebody else checks a file, on a machine that has nothing of ours but the program and the key. */
export function HowToVerify() {
  const { t } = useTranslation();
  const { data } = useEvidence();
  return (
    <Card title={t('auditEvidence.howTo')}>
      <ol style={{ margin: 0, paddingInlineStart: 20, display: 'grid', gap: 8 }}>
        <li>{t('auditEvidence.howToKey')}</li>
        <li>{t('auditEvidence.howToCarry')}</li>
        <li>
          {t('auditEvidence.howToRun')}
          <Copyable
            text={`anmin audit verify-proof ${file} --key ${data ? keyFileName(data.origin) : 'KEY.pub'}`}
          />
        </li>
        <li>{t('auditEvidence.howToRead')}</li>
      </ol>
    </Card>
  );
}

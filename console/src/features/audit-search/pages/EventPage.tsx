import { Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { PageHead } from '../../../parts/PageHead.tsx';
import { EventPanel } from '../parts/EventPanel.tsx';

/** One event under an address of its own, to send to a colleague. */
export function Page() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  return (
    <>
      <PageHead
        title={t('auditSearch.event')}
        back={{ to: '/audit/search', label: t('auditSearch.areas.all.title') }}
      />
      <Card style={{ maxWidth: 960 }}>
        <EventPanel key={id} id={id} onOpen={(other) => navigate(`/audit/events/${other}`)} />
      </Card>
    </>
  );
}

import { Card, Empty, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../../parts/Words.tsx';
import type { Profile } from '../../certificates/queries.ts';

type Props = { profiles: readonly Profile[]; chosen: string | undefined; onPick: (id: string) => void };

/** The profiles that the reader may ask for. */
export function ProfileStep({ profiles, chosen, onPick }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const offered = profiles.filter(({ requestable }) => requestable);
  if (offered.length === 0) {
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('requests.noProfiles')} />;
  }
  return (
    <div className="grid">
      {offered.map((profile) => (
        <Card
          key={profile.id}
          className="span-4"
          hoverable
          role="button"
          tabIndex={0}
          data-testid={`profile-${profile.id}`}
          onClick={() => onPick(profile.id)}
          onKeyDown={(event) => (event.key === 'Enter' || event.key === ' ') && onPick(profile.id)}
          style={profile.id === chosen ? { borderColor: 'var(--ant-color-primary)' } : undefined}
          title={words(profile.title)}
          extra={<Tag>{t(`requests.holderKinds.${profile.holderKind as 'person'}`)}</Tag>}
        >
          <div className="muted">{t('requests.profileDays', { days: profile.defaultDays })}</div>
          <div className="muted">
            {t('requests.profileSteps', {
              steps: profile.steps.map((key) => t(`requests.steps.${key}`)).join(' → ') || t('common.none'),
            })}
          </div>
        </Card>
      ))}
    </div>
  );
}

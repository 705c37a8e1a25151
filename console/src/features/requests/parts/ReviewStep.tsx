import { useQuery } from '@tanstack/react-query';
import { Descriptions, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '../../../api/client.ts';
import { saidItems } from '../../../parts/Said.tsx';
import { useWords } from '../../../parts/Words.tsx';
import { useMe } from '../../../shell/session.ts';
import type { Profile } from '../../certificates/queries.ts';
import type { RequestDraft } from '../draft.ts';

/** What will be asked for, and why. */
export function ReviewStep({ profile, draft }: { profile: Profile; draft: RequestDraft }) {
  const { t } = useTranslation();
  const words = useWords();
  const me = useMe();
  const holder = useQuery({
    queryKey: ['pki', 'holder', draft.holderId],
    queryFn: () =>
      unwrap(api.GET('/api/pki/holders/{id}', { params: { path: { id: draft.holderId ?? '' } } })),
    enabled: draft.holderId !== undefined && draft.holderId !== me.holderId,
  });
  return (
    <>
      <Descriptions
        bordered
        size="small"
        column={1}
        style={{ marginBottom: 24 }}
        items={saidItems([
          { label: t('certificates.profile'), children: words(profile.title) },
          {
            label: t('requests.holder'),
            children:
              holder.data === undefined
                ? me.displayName
                : `${holder.data.name}（${holder.data.number}）${holder.data.organisationPath.join(' / ')}`,
          },
          {
            label: t('requests.keyOrigin'),
            children: draft.delivery ? t(`requests.deliveries.${draft.delivery}`) : '—',
          },
          { label: t('requests.days'), children: draft.days ?? profile.defaultDays },
          {
            label: t('requests.approval'),
            children: profile.steps.map((key) => t(`requests.steps.${key}`)).join(' → '),
          },
        ])}
      />
      <Form.Item
        name="reason"
        label={t('requests.reason')}
        rules={[{ required: true, whitespace: true, message: t('common.reasonNeeded') }]}
      >
        <Input.TextArea rows={3} maxLength={500} showCount placeholder={t('requests.reasonHint')} />
      </Form.Item>
    </>
  );
}

import { Alert, Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { HolderPicker } from '../../../parts/HolderPicker.tsx';
import { useMay, useMe } from '../../../shell/session.ts';
import type { Profile } from '../../certificates/queries.ts';

/** For whom or what: found in the directory; those who may not search ask for themselves. */
export function HolderStep({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const may = useMay();
  const me = useMe();
  const kind = profile.holderKind;
  if (kind === 'authority' || kind === 'responder')
    return <Alert type="warning" showIcon title={t('requests.notForPeople')} />;
  if (!may('pki.directory.read')) {
    return (
      <Form.Item name="holderId" initialValue={me.holderId ?? undefined}>
        <Alert
          type={me.holderId === null ? 'warning' : 'info'}
          showIcon
          title={
            me.holderId === null ? t('requests.noHolder') : t('requests.forMyself', { name: me.displayName })
          }
        />
      </Form.Item>
    );
  }
  return (
    <Form.Item
      name="holderId"
      label={t(`requests.holderKinds.${kind}`)}
      extra={t('requests.holderHint')}
      rules={[{ required: true, message: t('common.required') }]}
    >
      <HolderPicker kind={kind} />
    </Form.Item>
  );
}

import { App, Form, Input, Modal, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../../parts/Problem.tsx';
import { createHolder, type Holder, type HolderKind, updateHolder, useDirectoryChange } from '../queries.ts';
import { OrganisationPicker } from './OrganisationPicker.tsx';

type Values = {
  organisationId: string;
  name: string;
  number: string;
  email?: string;
  mobile?: string;
  title?: string;
  dnsNames?: string[];
  ipAddresses?: string[];
  state?: Holder['state'];
};
type Props = {
  kind: HolderKind;
  holder: Holder | undefined;
  organisationId: string | undefined;
  onClose: () => void;
};

/** Adds or changes a person, server or device. */
export function HolderForm({ kind, holder, organisationId, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const save = useDirectoryChange((values: Values) => {
    const { state, ...fields } = values;
    const kept = Object.fromEntries(
      Object.entries(fields).filter(
        ([, value]) => value !== undefined && (holder !== undefined || value !== ''),
      ),
    ) as Omit<Values, 'state'>;
    return holder === undefined
      ? createHolder({ kind, ...kept })
      : updateHolder(holder.id, { ...kept, ...(state ? { state } : {}) });
  });
  const needed = { required: true, whitespace: true, message: t('common.required') };

  return (
    <Modal
      open
      title={holder === undefined ? t(`directory.newOf.${kind}`) : `${t('common.edit')} · ${holder.name}`}
      okText={t('common.save')}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark="optional"
        style={{ paddingTop: 8 }}
        initialValues={
          holder === undefined
            ? { organisationId }
            : {
                ...holder,
                email: holder.email ?? undefined,
                mobile: holder.mobile ?? undefined,
                title: holder.title ?? undefined,
              }
        }
        onFinish={(values) =>
          save.mutate(values, {
            onSuccess: () => {
              message.success(t('common.saved'));
              onClose();
            },
          })
        }
      >
        <Form.Item
          name="organisationId"
          label={t('directory.organisation')}
          rules={[{ required: true, message: t('common.required') }]}
        >
          <OrganisationPicker label={holder?.organisationPath.at(-1)} />
        </Form.Item>
        <Form.Item name="name" label={t(`directory.nameOf.${kind}`)} rules={[needed]}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="number" label={t(`directory.numberOf.${kind}`)} rules={[needed]}>
          <Input maxLength={40} />
        </Form.Item>
        {kind === 'person' ? (
          <>
            <Form.Item name="title" label={t('directory.title')}>
              <Input maxLength={64} />
            </Form.Item>
            <Form.Item
              name="email"
              label={t('setUp.email')}
              rules={[{ type: 'email', message: t('setUp.emailBad') }]}
            >
              <Input maxLength={254} />
            </Form.Item>
            <Form.Item name="mobile" label={t('directory.mobile')}>
              <Input maxLength={20} />
            </Form.Item>
          </>
        ) : (
          <>
            <Form.Item name="dnsNames" label={t('requests.dnsNames')}>
              <Select
                mode="tags"
                open={false}
                suffixIcon={null}
                tokenSeparators={[',', ' ', '\n']}
                placeholder={t('directory.namesHint')}
              />
            </Form.Item>
            <Form.Item name="ipAddresses" label={t('requests.ipAddresses')}>
              <Select
                mode="tags"
                open={false}
                suffixIcon={null}
                tokenSeparators={[',', ' ', '\n']}
                placeholder={t('directory.namesHint')}
              />
            </Form.Item>
          </>
        )}
        {holder !== undefined && (
          <Form.Item name="state" label={t('common.state')} extra={t('directory.leftHint')}>
            <Radio.Group
              options={(['active', 'left'] as const).map((value) => ({
                value,
                label: t(`directory.states.${value}`),
              }))}
            />
          </Form.Item>
        )}
      </Form>
      <Problem error={save.error} />
    </Modal>
  );
}

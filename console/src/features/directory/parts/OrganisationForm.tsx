import { App, Form, Input, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../../parts/Problem.tsx';
import {
  createOrganisation,
  type Organisation,
  organisationLevels,
  updateOrganisation,
  useDirectoryChange,
} from '../queries.ts';
import { OrganisationPicker, topOfTree } from './OrganisationPicker.tsx';

type Values = { name: string; code: string; level: Organisation['level']; under?: string };
type Props = { organisation?: Organisation; parent?: Organisation; onClose: () => void };

/** Adds an organisation below another; renames one, or moves it with everything below it. */
export function OrganisationForm({ organisation, parent, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const save = useDirectoryChange(({ name, code, level, under }: Values) =>
    organisation === undefined
      ? createOrganisation({ name, code, level, ...(parent ? { parentId: parent.id } : {}) })
      : updateOrganisation(organisation.id, {
          name,
          code,
          ...(under ? { parentId: under === topOfTree ? null : under } : {}),
        }),
  );
  const below = parent === undefined ? 0 : organisationLevels.indexOf(parent.level) + 1;
  const levels = organisationLevels.slice(below);
  const needed = { required: true, whitespace: true, message: t('common.required') };
  return (
    <Modal
      open
      title={
        organisation === undefined
          ? t('directory.newOrganisation')
          : `${t('common.edit')} · ${organisation.name}`
      }
      okText={t('common.save')}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        style={{ paddingTop: 8 }}
        initialValues={organisation ?? { level: levels[0] }}
        onFinish={(values) =>
          save.mutate(values, {
            onSuccess: () => {
              message.success(t('common.saved'));
              onClose();
            },
          })
        }
      >
        {organisation === undefined && (
          <Form.Item label={t('directory.parent')}>{parent?.name ?? t('directory.top')}</Form.Item>
        )}
        <Form.Item name="name" label={t('directory.organisationName')} rules={[needed]}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="code" label={t('directory.code')} extra={t('directory.codeHint')} rules={[needed]}>
          <Input maxLength={40} />
        </Form.Item>
        {organisation !== undefined && (
          <Form.Item name="under" label={t('directory.moveTo')} extra={t('directory.moveHint')}>
            <OrganisationPicker above={organisation.level} placeholder={t('directory.moveNot')} />
          </Form.Item>
        )}
        {organisation === undefined && (
          <Form.Item name="level" label={t('directory.level')}>
            <Select options={levels.map((value) => ({ value, label: t(`directory.levels.${value}`) }))} />
          </Form.Item>
        )}
      </Form>
      <Problem error={save.error} />
    </Modal>
  );
}

import { DeleteOutlined, SaveOutlined, StarOutlined } from '@ant-design/icons';
import { App, Button, Checkbox, Flex, Form, Input, Modal, Popover, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../../../parts/Loading.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { Rows } from '../../../parts/Rows.tsx';
import { type SavedSearch, useRemoveSavedSearch, useSavedSearches, useSaveSearch } from '../queries.ts';
import type { Range } from '../view.ts';
import { readRange, writeRange } from '../view.ts';

type Props = { query: string; range: Range; onOpen: (query: string, range: Range) => void };

/** Searches that are kept under a name: open one, keep this one, remove an own one. */
export function SavedSearches({ query, range, onOpen }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [saving, setSaving] = useState(false);
  return (
    <>
      <Popover
        open={open}
        onOpenChange={setOpen}
        trigger="click"
        placement="bottomRight"
        content={
          <SavedList
            onOpen={(row) => {
              setOpen(false);
              onOpen(row.query, readRange(row.range));
            }}
          />
        }
      >
        <Button icon={<StarOutlined />}>{t('auditSearch.savedSearches')}</Button>
      </Popover>
      <Button icon={<SaveOutlined />} onClick={() => setSaving(true)}>
        {t('auditSearch.saveSearch')}
      </Button>
      {saving && <SaveDialog query={query} range={range} onClose={() => setSaving(false)} />}
    </>
  );
}

function SavedList({ onOpen }: { onOpen: (row: SavedSearch) => void }) {
  const { t } = useTranslation();
  const saved = useSavedSearches();
  const remove = useRemoveSavedSearch();
  if (saved.isPending) return <Loading />;
  return (
    <div style={{ width: 380, maxHeight: 420, overflowY: 'auto' }}>
      <Problem error={saved.error ?? remove.error} />
      <Rows
        empty={t('auditSearch.noSaved')}
        rows={(saved.data ?? []).map((row) => ({
          key: row.id,
          title: (
            <Flex gap={8} align="center">
              <Button type="link" style={{ padding: 0, height: 'auto' }} onClick={() => onOpen(row)}>
                {row.name}
              </Button>
              {row.shared && <Tag>{t('auditSearch.shared')}</Tag>}
            </Flex>
          ),
          text: <span className="mono">{row.shown === '' ? t('auditSearch.everything') : row.shown}</span>,
          extra: row.mine && (
            <Button
              type="text"
              size="small"
              danger
              icon={<DeleteOutlined />}
              aria-label={t('auditSearch.removeSaved', { name: row.name })}
              onClick={() => remove.mutate(row.id)}
            />
          ),
        }))}
      />
    </div>
  );
}

function SaveDialog({ query, range, onClose }: { query: string; range: Range; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ name: string; shared: boolean }>();
  const save = useSaveSearch();
  return (
    <Modal
      open
      title={t('auditSearch.saveSearch')}
      okText={t('common.save')}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark="optional"
        style={{ paddingTop: 8 }}
        initialValues={{ shared: false }}
        onFinish={(values) =>
          save.mutate(
            { ...values, name: values.name.trim(), query, range: writeRange(range) },
            {
              onSuccess: () => {
                message.success(t('common.saved'));
                onClose();
              },
            },
          )
        }
      >
        <Form.Item label={t('auditSearch.query')}>
          <span className="mono">{query === '' ? t('auditSearch.everything') : query}</span>
        </Form.Item>
        <Form.Item
          name="name"
          label={t('common.name')}
          rules={[{ required: true, whitespace: true, message: t('common.required') }]}
        >
          <Input maxLength={60} placeholder={t('auditSearch.saveNameHint')} />
        </Form.Item>
        <Form.Item name="shared" valuePropName="checked">
          <Checkbox>{t('auditSearch.shareIt')}</Checkbox>
        </Form.Item>
      </Form>
      <Problem error={save.error} />
    </Modal>
  );
}

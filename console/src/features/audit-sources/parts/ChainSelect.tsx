import { ArrowDownOutlined, ArrowUpOutlined, CloseOutlined } from '@ant-design/icons';
import { Button, Flex, Segmented, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { automatic, isAutomatic, useFormatTitle } from '../formats.ts';
import { useFormats } from '../queries.ts';

/** As many as the server takes. */
const longest = 16;

type Props = { id?: string; value?: readonly string[]; onChange?: (chain: readonly string[]) => void };

/** Formats in the order in which they are tried, or the choice left to the server. */
export function ChainSelect({ id, value = automatic, onChange }: Props) {
  const { t } = useTranslation();
  const formats = useFormats();
  const titleOf = useFormatTitle();
  const auto = isAutomatic(value);
  const swap = (index: number) => {
    const next = [...value];
    next.splice(index, 2, ...next.slice(index, index + 2).reverse());
    onChange?.(next);
  };
  return (
    <div>
      <Segmented
        {...(id === undefined ? {} : { id })}
        value={auto ? 'auto' : 'chain'}
        onChange={(way) => onChange?.(way === 'auto' ? automatic : [])}
        options={[
          { value: 'auto', label: t('auditSources.auto') },
          { value: 'chain', label: t('auditSources.chain') },
        ]}
      />
      {!auto && (
        <>
          <ol style={{ listStyle: 'none', margin: '8px 0', padding: 0 }}>
            {value.map((name, index) => (
              <li key={name}>
                <Flex align="center" gap={4}>
                  <span style={{ flex: 1 }}>
                    <span className="muted">{index + 1}.</span> {titleOf(name)}
                  </span>
                  <Button
                    type="text"
                    size="small"
                    icon={<ArrowUpOutlined />}
                    aria-label={t('auditSources.earlier', { name: titleOf(name) })}
                    disabled={index === 0}
                    onClick={() => swap(index - 1)}
                  />
                  <Button
                    type="text"
                    size="small"
                    icon={<ArrowDownOutlined />}
                    aria-label={t('auditSources.later', { name: titleOf(name) })}
                    disabled={index === value.length - 1}
                    onClick={() => swap(index)}
                  />
                  <Button
                    type="text"
                    size="small"
                    icon={<CloseOutlined />}
                    aria-label={t('auditSources.takeOut', { name: titleOf(name) })}
                    onClick={() => onChange?.(value.filter((each) => each !== name))}
                  />
                </Flex>
              </li>
            ))}
          </ol>
          <Select<string>
            showSearch={{ optionFilterProp: 'label' }}
            value={null as unknown as string}
            placeholder={t('auditSources.addParser')}
            aria-label={t('auditSources.addParser')}
            loading={formats.isPending}
            disabled={value.length >= longest}
            onChange={(name) => onChange?.([...value, name])}
            options={(formats.data?.parsers ?? [])
              .filter(({ name }) => !value.includes(name))
              .map(({ name }) => ({ value: name, label: titleOf(name) }))}
            style={{ width: '100%' }}
          />
        </>
      )}
    </div>
  );
}

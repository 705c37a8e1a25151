import type { EcsValue } from '../record.ts';

/**
 * Envelopes in which sources wrap the fields that rules name without a path: Windows events as XML turned
 * into JSON, Winlogbeat, auditd by Beats.
 */
export const containers: readonly string[] = [
  'Event.EventData',
  'Event.System',
  'Event.UserData',
  'EventData',
  'System',
  'UserData',
  'winlog',
  'winlog.event_data',
  'winlog.user_data',
  'event_data',
  'auditd.log',
  'auditd.data',
];

/**
 * Fields inside one element of an envelope. Attributes are linked with an underscore (Sigma 2.1 "Field
 * Usage": `Provider_Name`); `Data` elements carry their name as attribute; `UserData` has one level more.
 */
export function containerFields(key: string, value: EcsValue): readonly (readonly [string, EcsValue])[] {
  if (Array.isArray(value)) {
    const list = value as readonly EcsValue[];
    const named = key === 'Data' ? list.flatMap(dataField) : [];
    return named.length > 0 ? named : [[key, value]];
  }
  if (typeof value !== 'object' || value === null) return [[key, value]];
  const single = key === 'Data' ? dataField(value) : [];
  if (single.length > 0) return single;
  const fields: [string, EcsValue][] = [];
  const owner = key.replace(/_attributes$/, '');
  for (const [name, inner] of Object.entries(value)) {
    if (name === '#text' || name === '_') fields.push([key, inner]);
    else if ((name === '#attributes' || name === '$') && typeof inner === 'object' && inner !== null)
      for (const [attribute, text] of Object.entries(inner))
        fields.push([`${owner}_${attribute}`, text as EcsValue]);
    else {
      fields.push([`${owner}_${name.replace(/^@_?/, '')}`, inner]);
      if (!name.startsWith('@') && !name.startsWith('#')) fields.push([name, inner]);
    }
  }
  return fields;
}

/** `<Data Name="User">…</Data>` in the ways that converters write it. */
function dataField(value: EcsValue): readonly (readonly [string, EcsValue])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const fields = value as { readonly [key: string]: EcsValue };
  const attributes = (fields['#attributes'] ?? fields.$) as { readonly Name?: EcsValue } | undefined;
  const name = fields['@Name'] ?? fields['@_Name'] ?? fields.Name ?? attributes?.Name;
  const text = fields['#text'] ?? fields._ ?? fields.Value ?? fields.content ?? '';
  return typeof name === 'string' ? [[name, text]] : [];
}

import { DerError } from '../../der/errors.ts';
import { oidName } from '../../oids.ts';
import { type ExtensionName, extensionReaders } from '../../x509/extension-values.ts';
import type { Check } from '../check.ts';
import { finding } from '../findings.ts';

/** Every extension that is understood can be read, also those that no later check looks at. */
export const wellFormed: Check = {
  name: 'extensions-well-formed',
  clause: 'RFC 5280 §4.2',
  run({ certificate: { extensions } }, _state, { limits }) {
    try {
      for (const { oid } of extensions) {
        const name = oidName(oid);
        if (name !== undefined && name in extensionReaders) extensions.read(name as ExtensionName);
      }
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      return finding('extension-malformed', { what: error.message });
    }
    const policies = extensions.read('certificatePolicies')?.length ?? 0;
    const mappings = extensions.read('policyMappings')?.length ?? 0;
    return Math.max(policies, mappings) > limits.policies ? finding('policies-limit') : 'passed';
  },
};

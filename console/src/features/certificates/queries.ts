import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../api/client.ts';
import type { Answer, Item, Query } from '../../api/types.ts';

export type Certificate = Item<'listCertificates'>;
export type CertificateDetail = Answer<'getCertificate'>;
export type Inventory = Answer<'getInventory'>;
export type Profile = Item<'listProfiles'>;

export const certificateStates = ['valid', 'expiring', 'expired', 'suspended', 'revoked'] as const;

export function useInventory() {
  return useQuery({
    queryKey: ['pki', 'inventory'],
    queryFn: () => unwrap(api.GET('/api/pki/inventory')),
  });
}

export function useCertificates(query: Query<'listCertificates'>) {
  return useQuery({
    queryKey: ['pki', 'certificates', query],
    queryFn: () => unwrap(api.GET('/api/pki/certificates', { params: { query } })),
    placeholderData: (before) => before,
  });
}

export function useCertificate(id: string) {
  return useQuery({
    queryKey: ['pki', 'certificate', id],
    queryFn: () => unwrap(api.GET('/api/pki/certificates/{id}', { params: { path: { id } } })),
  });
}

export function useProfiles() {
  return useQuery({
    queryKey: ['pki', 'profiles'],
    queryFn: () => unwrap(api.GET('/api/pki/profiles')),
    staleTime: 300_000,
  });
}

export type FileFormat = Query<'downloadCertificate'>['format'];

/** The certificate as a file; `content` is base64. */
export const fetchCertificateFile = (id: string, format: FileFormat) =>
  unwrap(api.GET('/api/pki/certificates/{id}/file', { params: { path: { id }, query: { format } } }));

import { Type } from 'typebox';
import { type Route, route } from '#platform/http/index.ts';
import { Authority, Profile } from '../schemas.ts';
import type { createCatalogue } from '../service/certificates/authorities-view.ts';

export function authorityRoutes(catalogue: ReturnType<typeof createCatalogue>): Route[] {
  return [
    route({
      method: 'GET',
      path: 'authorities',
      id: 'listAuthorities',
      summary: '签发机构 Certification authorities',
      access: { signedIn: true },
      output: { 200: Type.Array(Authority) },
      handle: () => catalogue.authorities(),
    }),
    route({
      method: 'GET',
      path: 'profiles',
      id: 'listProfiles',
      summary: '证书模板 Certificate profiles',
      access: { signedIn: true },
      output: { 200: Type.Array(Profile) },
      handle: async ({ actor }) => catalogue.profiles(actor),
    }),
  ];
}

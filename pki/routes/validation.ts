import { type Route, route } from '#platform/http/index.ts';
import { NewValidation, ValidationReport } from '../schemas.ts';
import type { ValidateService } from '../service/validate.ts';

export function validationRoutes(validation: ValidateService): Route[] {
  return [
    route({
      method: 'POST',
      path: 'validate',
      id: 'validateCertificate',
      summary: '验证证书链 Validate a certificate path',
      access: 'pki.validate',
      input: { body: NewValidation },
      output: { 200: ValidationReport },
      limit: { max: 60, windowMs: 60_000 },
      handle: ({ actor, body }) => validation.validate(actor, body),
    }),
  ];
}

/**
 * Rules of our own pack that watch those who administer the audit: one person neither switches them off nor
 * holds their alerts back, or the first act of whoever means harm would be unseen. By id, as the files have it.
 */
const protectedRules: ReadonlySet<string> = new Set([
  // anmin_role_changed
  '2f07c751-e28c-5590-8c87-0f84f897abce',
  // anmin_setup_reset
  '3e4858f9-c5e8-5b0b-a971-5db548c88214',
  // anmin_protection_weakened
  '9b01939c-241f-5aed-bf66-9f602cbabbf0',
  // anmin_denied_often
  '3d76f86f-1468-556a-b7ae-922a84183d93',
]);

export const isProtected = (ruleId: string): boolean => protectedRules.has(ruleId);

import { type OrganisationLevel, organisationLevels } from '../../schemas.ts';

/** 0 is the ministry; a larger number is lower in the tree. */
export const rankOf = (level: string): number => organisationLevels.indexOf(level as OrganisationLevel);

/** A child stands lower than its parent; levels may be skipped (直辖市, 省直管县). */
export const fitsBelow = (child: string, parent: string): boolean => rankOf(child) > rankOf(parent);

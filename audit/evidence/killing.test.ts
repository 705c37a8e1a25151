import { describe, it } from 'vitest';
import { killRounds } from './killing.fixture.ts';

describe('kill -9', () => {
  it('takes nothing that was acknowledged and doubles nothing, 12 times in a row', () => killRounds(12));
});

import { describe, it } from 'vitest';
import { killRounds } from './killing.fixture.ts';

describe('kill -9', () => {
  it('takes nothing that was acknowledged and doubles nothing, 120 times in a row', () => killRounds(120));
});

import assert from 'node:assert/strict';
import { z } from 'zod';
import { toFieldErrors } from '../../../api/validation/field-errors.ts';

const body = z.object({
  secret: z.string().min(8),
  hosts: z.array(z.string()).min(1),
  tags: z.array(z.string()).max(2),
  cap: z.int().min(0).max(100),
  limit: z.int().positive(),
  name: z.string().min(3, 'must be a name'),
});
const GOOD = { secret: 'long enough', hosts: ['a'], tags: [], cap: 5, limit: 1, name: 'Nora' };

describe('What is wrong with a field', () => {
  for (const [wrong, said] of [
    [{ secret: 'short' }, '/secret must have at least 8 characters'],
    [{ hosts: [] }, '/hosts must have at least 1 entry'],
    [{ tags: ['a', 'b', 'c'] }, '/tags must have at most 2 entries'],
    [{ cap: -1 }, '/cap must be at least 0'],
    [{ cap: 101 }, '/cap must be at most 100'],
    [{ limit: 0 }, '/limit must be more than 0'],
    [{ name: 'N' }, '/name must be a name'],
    [{ cap: 'five' }, '/cap must be a number'],
  ] as const) {
    it(`is said in a sentence: ${said}`, () => {
      const parsed = body.safeParse({ ...GOOD, ...wrong }, { reportInput: true });
      assert.ok(parsed.error);
      const told = toFieldErrors(parsed.error, body).map(({ pointer, message }) => `${pointer} ${message}`);
      assert.deepEqual(told, [said]);
    });
  }
});

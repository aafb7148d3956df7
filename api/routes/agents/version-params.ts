import { z } from 'zod';
import { pathId } from '../../path-id.ts';

/** `{id}` and `{versionId}` of a path. */
export const versionParams = z.strictObject({ id: pathId('agent'), versionId: pathId('agentVersion') });

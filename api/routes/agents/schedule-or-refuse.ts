import { z } from 'zod';
import { AppError } from '../../../domain/errors.ts';
import type { Store } from '../../../store/database.ts';
import type { Schedule } from '../../../store/generated/client.ts';
import { pathId } from '../../path-id.ts';
import { agentOrRefuse } from './agent-or-refuse.ts';

export const scheduleParams = z.strictObject({ id: pathId('agent'), scheduleId: pathId('schedule') });

export const NOT_STARTED_YET =
  'A schedule is kept and its times are computed, but this release does not start runs by itself yet.';

export async function scheduleOrRefuse(
  store: Store,
  { id, scheduleId }: z.output<typeof scheduleParams>,
): Promise<Schedule> {
  const { agent } = await agentOrRefuse(store, id);
  const schedule = await store.schedules.get(agent.id, scheduleId);
  if (schedule === undefined) throw new AppError('not_found', 'There is no such schedule of this agent.');
  return schedule;
}

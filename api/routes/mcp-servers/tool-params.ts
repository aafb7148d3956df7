import { z } from 'zod';
import { pathId } from '../../path-id.ts';

export const toolParams = z.strictObject({ id: pathId('mcpServer'), toolId: pathId('mcpTool') });

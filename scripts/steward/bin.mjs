#!/usr/bin/env node
/** The installed command. Plain JavaScript, because nothing can read TypeScript before tsx is there. */
import { register } from 'tsx/esm/api';

register();
await import('./main.ts');

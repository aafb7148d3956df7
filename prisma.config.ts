import { defineConfig } from 'prisma/config';

// `prisma generate` needs no database; `prisma migrate` is for those who have its engine at hand.
// The product itself applies the same migrations with scripts/migrate.ts.
export default defineConfig({ schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations' } });

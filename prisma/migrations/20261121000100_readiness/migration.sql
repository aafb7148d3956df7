-- The API's readiness asks whether the database has the migrations that this build expects. Only a database
-- that Prisma's engine migrates has the table (a shadow database has none).
DO $$
BEGIN
    IF to_regclass('"_prisma_migrations"') IS NOT NULL THEN
        GRANT SELECT ON "_prisma_migrations" TO steward_auth;
    END IF;
END $$;

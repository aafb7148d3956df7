-- The log-in makes the first member of the platform's staff, out of the configuration, and nobody after.
CREATE POLICY "first" ON "platform_staff" FOR INSERT TO steward_auth
    WITH CHECK (NOT EXISTS (SELECT 1 FROM "platform_staff"));
GRANT INSERT ON "platform_staff" TO steward_auth;

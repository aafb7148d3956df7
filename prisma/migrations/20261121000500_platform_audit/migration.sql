-- What the platform's staff changes is audited as what organizations change is: in the same tables, under the same
-- trigger, in a chain of its own. No organization has the nil UUID, which names that chain (store/audit-chain.ts);
-- NULL, by which other tables know the platform's rows, cannot be part of a primary key.
DO $$
DECLARE
    t text;
    chain constant text := '''00000000-0000-0000-0000-000000000000''';
BEGIN
    FOREACH t IN ARRAY ARRAY['audit_entry', 'audit_value'] LOOP
        EXECUTE format('CREATE POLICY "platform" ON %I TO steward_platform USING (organization_id = %s) WITH CHECK (organization_id = %s)', t, chain, chain);
        -- Not even by a role that works across organizations, nor for one that would name itself so.
        EXECUTE format('CREATE POLICY "platform_only" ON %I AS RESTRICTIVE TO steward_app, steward_query, steward_system USING (organization_id <> %s) WITH CHECK (organization_id <> %s)', t, chain, chain);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO steward_platform', t);
    END LOOP;
END $$;

-- Before a skill of the platform goes, its uses are counted: that of them which are organizations' is all that the
-- platform sees of their agents, and it is ids.
CREATE POLICY "platform_skills" ON "agent_skill" FOR SELECT TO steward_platform
    USING (EXISTS (SELECT 1 FROM "skill" WHERE "skill"."id" = "agent_skill"."skill_id" AND "skill"."organization_id" IS NULL));

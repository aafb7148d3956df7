-- People, clones of the platform's agents, skills, schedules, and the record of who changed what.

-- Retention removes old versions; a run keeps the id of the version it was pinned to.
ALTER TABLE "run" DROP CONSTRAINT "run_agent_version_fkey";
GRANT DELETE ON "agent_version" TO steward_app;

ALTER TABLE "organization" ADD COLUMN "rules_revision" INTEGER NOT NULL DEFAULT 1;
GRANT INSERT, UPDATE ON "organization" TO steward_app;

ALTER TABLE "agent"
    ADD COLUMN "is_system_default" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "system_source_id" UUID,
    ADD COLUMN "system_source_version" INTEGER,
    ADD CONSTRAINT "agent_default_has_source" CHECK (NOT "is_system_default" OR "system_source_id" IS NOT NULL),
    ADD CONSTRAINT "agent_system_source_fkey" FOREIGN KEY ("system_source_id") REFERENCES "agent" ("id");
-- However often a sign-up is repeated: one clone of a source.
CREATE UNIQUE INDEX "agent_organization_id_system_source_id_key" ON "agent" ("organization_id", "system_source_id");

ALTER TABLE "rule"
    ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1,
    ADD COLUMN "enforcement" JSONB,
    ADD COLUMN "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
CREATE UNIQUE INDEX "rule_organization_id_key_key" ON "rule" ("organization_id", "key");

ALTER TABLE "api_key"
    ADD COLUMN "created_by" TEXT,
    ADD COLUMN "person_id" UUID,
    ADD COLUMN "rotated_from_id" UUID;

CREATE TABLE "person" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "person_email_key" ON "person" ("email");

CREATE TABLE "login_session" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "token" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "login_session_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "login_session_person_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "login_session_token_key" ON "login_session" ("token");
CREATE INDEX "login_session_person_id_idx" ON "login_session" ("person_id");

CREATE TABLE "login_account" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "login_account_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "login_account_person_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "login_account_provider_id_account_id_key" ON "login_account" ("provider_id", "account_id");
CREATE INDEX "login_account_person_id_idx" ON "login_account" ("person_id");

CREATE TABLE "login_verification" (
    "id" UUID NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "login_verification_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "login_verification_identifier_idx" ON "login_verification" ("identifier");

CREATE TABLE "platform_staff" (
    "person_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "platform_staff_pkey" PRIMARY KEY ("person_id"),
    CONSTRAINT "platform_staff_person_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);

CREATE TABLE "member" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "role" TEXT NOT NULL CHECK ("role" IN ('owner', 'admin', 'approver', 'member', 'viewer')),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "member_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "member_organization_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization" ("id") ON DELETE CASCADE,
    CONSTRAINT "member_person_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id")
);
CREATE UNIQUE INDEX "member_organization_id_id_key" ON "member" ("organization_id", "id");
CREATE UNIQUE INDEX "member_organization_id_person_id_key" ON "member" ("organization_id", "person_id");
CREATE INDEX "member_person_id_idx" ON "member" ("person_id");

CREATE TABLE "invitation" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT NOT NULL CHECK ("role" IN ('owner', 'admin', 'approver', 'member', 'viewer')),
    "token_hash" TEXT NOT NULL,
    "invited_by" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "invitation_organization_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "invitation_token_hash_key" ON "invitation" ("token_hash");
CREATE UNIQUE INDEX "invitation_organization_id_id_key" ON "invitation" ("organization_id", "id");
CREATE INDEX "invitation_organization_id_created_at_idx" ON "invitation" ("organization_id", "created_at" DESC);

-- How far the clones of a new organization are; the row is there before the first clone.
CREATE TABLE "onboarding" (
    "organization_id" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending' CHECK ("status" IN ('pending', 'done')),
    "total" INTEGER NOT NULL DEFAULT 0,
    "done" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "onboarding_pkey" PRIMARY KEY ("organization_id"),
    CONSTRAINT "onboarding_organization_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization" ("id") ON DELETE CASCADE
);

CREATE TABLE "skill" (
    "id" UUID NOT NULL,
    "organization_id" UUID,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "body" TEXT NOT NULL CHECK (char_length("body") <= 4000),
    "tags" TEXT[],
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "skill_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "skill_organization_id_id_key" ON "skill" ("organization_id", "id");
CREATE INDEX "skill_organization_id_created_at_id_idx" ON "skill" ("organization_id", "created_at" DESC, "id" DESC);

-- Which skills the current version of an agent has; the versions' specs are what runs read.
CREATE TABLE "agent_skill" (
    "organization_id" UUID,
    "agent_id" UUID NOT NULL,
    "skill_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    CONSTRAINT "agent_skill_pkey" PRIMARY KEY ("agent_id", "skill_id"),
    CONSTRAINT "agent_skill_agent_fkey" FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE CASCADE,
    CONSTRAINT "agent_skill_skill_fkey" FOREIGN KEY ("skill_id") REFERENCES "skill" ("id") ON DELETE CASCADE
);
CREATE INDEX "agent_skill_skill_id_idx" ON "agent_skill" ("skill_id");

CREATE TABLE "schedule" (
    "id" UUID NOT NULL,
    "organization_id" UUID,
    "agent_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "cron" TEXT NOT NULL,
    "time_zone" TEXT,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "schedule_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "schedule_agent_fkey" FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "schedule_organization_id_id_key" ON "schedule" ("organization_id", "id");
CREATE INDEX "schedule_organization_id_agent_id_idx" ON "schedule" ("organization_id", "agent_id");

-- A composite key cannot say "of this organization or of the platform": a trigger can.
CREATE FUNCTION assert_linked_parents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM agent WHERE id = NEW.agent_id AND organization_id IS NOT DISTINCT FROM NEW.organization_id) THEN
        RAISE EXCEPTION 'agent % belongs to somebody else', NEW.agent_id USING ERRCODE = 'foreign_key_violation';
    END IF;
    IF TG_TABLE_NAME = 'agent_skill' AND NOT EXISTS (SELECT 1 FROM skill WHERE id = (to_jsonb(NEW)->>'skill_id')::uuid
            AND (organization_id IS NULL OR organization_id IS NOT DISTINCT FROM NEW.organization_id)) THEN
        RAISE EXCEPTION 'skill % belongs to somebody else', to_jsonb(NEW)->>'skill_id' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "agent_skill_parents" BEFORE INSERT OR UPDATE ON "agent_skill" FOR EACH ROW EXECUTE FUNCTION assert_linked_parents();
CREATE TRIGGER "schedule_parents" BEFORE INSERT OR UPDATE ON "schedule" FOR EACH ROW EXECUTE FUNCTION assert_linked_parents();

-- The chain is over hashes; what may have to be erased lives apart, in audit_value.
CREATE TABLE "audit_entry" (
    "organization_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "id" UUID NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "values_hash" TEXT NOT NULL,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("organization_id", "seq")
);
CREATE UNIQUE INDEX "audit_entry_organization_id_id_key" ON "audit_entry" ("organization_id", "id");
CREATE INDEX "audit_entry_organization_id_subject_kind_subject_id_idx" ON "audit_entry" ("organization_id", "subject_kind", "subject_id");

CREATE TABLE "audit_value" (
    "organization_id" UUID NOT NULL,
    "entry_id" UUID NOT NULL,
    "salt" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    CONSTRAINT "audit_value_pkey" PRIMARY KEY ("entry_id"),
    CONSTRAINT "audit_value_entry_fkey" FOREIGN KEY ("organization_id", "entry_id") REFERENCES "audit_entry" ("organization_id", "id")
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER "audit_entry_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entry"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['person', 'login_session', 'login_account', 'login_verification', 'platform_staff', 'member', 'invitation',
        'onboarding', 'skill', 'agent_skill', 'schedule', 'audit_entry', 'audit_value'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY "across" ON %I TO steward_system USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO steward_system', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['member', 'invitation', 'onboarding', 'audit_entry', 'audit_value'] LOOP
        EXECUTE format('CREATE POLICY "own" ON %I TO steward_app, steward_query USING (organization_id = app_org()) WITH CHECK (organization_id = app_org())', t);
        EXECUTE format('GRANT SELECT ON %I TO steward_app', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['skill', 'agent_skill', 'schedule'] LOOP
        EXECUTE format('CREATE POLICY "readable" ON %I FOR SELECT TO steward_app, steward_query USING (organization_id IS NULL OR organization_id = app_org())', t);
        EXECUTE format('CREATE POLICY "insert_own" ON %I FOR INSERT TO steward_app WITH CHECK (organization_id = app_org())', t);
        EXECUTE format('CREATE POLICY "update_own" ON %I FOR UPDATE TO steward_app USING (organization_id = app_org()) WITH CHECK (organization_id = app_org())', t);
        EXECUTE format('CREATE POLICY "delete_own" ON %I FOR DELETE TO steward_app USING (organization_id = app_org())', t);
        EXECUTE format('GRANT SELECT ON %I TO steward_app, steward_query', t);
        EXECUTE format('GRANT INSERT, UPDATE, DELETE ON %I TO steward_app', t);
    END LOOP;
    -- Identity is read and written before an organization is known.
    FOREACH t IN ARRAY ARRAY['person', 'login_session', 'login_account', 'login_verification'] LOOP
        EXECUTE format('CREATE POLICY "identify" ON %I TO steward_auth USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO steward_auth', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['platform_staff', 'member', 'invitation'] LOOP
        EXECUTE format('CREATE POLICY "identify" ON %I FOR SELECT TO steward_auth USING (true)', t);
        EXECUTE format('GRANT SELECT ON %I TO steward_auth', t);
    END LOOP;
    -- The platform's own rows (organization_id NULL) are written by its staff, through a role of their own.
    FOREACH t IN ARRAY ARRAY['agent', 'agent_version', 'skill', 'agent_skill', 'schedule'] LOOP
        EXECUTE format('CREATE POLICY "platform" ON %I TO steward_platform USING (organization_id IS NULL) WITH CHECK (organization_id IS NULL)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO steward_platform', t);
    END LOOP;
END $$;

CREATE POLICY "platform" ON "rule" FOR SELECT TO steward_platform USING (organization_id IS NULL);
CREATE POLICY "platform" ON "organization" FOR SELECT TO steward_platform USING (true);
CREATE POLICY "platform" ON "onboarding" FOR SELECT TO steward_platform USING (true);
GRANT SELECT ON "rule", "organization", "onboarding" TO steward_platform;
-- Members see each other's names; nobody else's.
CREATE POLICY "fellow_members" ON "person" FOR SELECT TO steward_app
    USING (EXISTS (SELECT 1 FROM "member" WHERE "member"."person_id" = "person"."id" AND "member"."organization_id" = app_org()));
GRANT SELECT ("id", "name", "email", "image", "created_at") ON "person" TO steward_app;

GRANT INSERT, UPDATE, DELETE ON "member" TO steward_app;
GRANT INSERT, UPDATE ON "invitation", "onboarding" TO steward_app;
-- Append-only for everybody; only the values, which may be personal, can be erased, and only across the organization's own door.
GRANT INSERT ON "audit_entry", "audit_value" TO steward_app;
REVOKE UPDATE, DELETE ON "audit_entry" FROM steward_system;

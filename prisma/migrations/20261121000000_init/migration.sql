-- Steward's first schema. Roles (steward_owner, steward_app, steward_query, steward_system, steward_auth)
-- are made by scripts/create-roles.ts before any migration; this file runs as steward_owner.

-- The organization of the current transaction. A SET LOCAL that has ended leaves '' behind, not NULL:
-- without nullif every query of the next transaction on that connection would fail to cast.
CREATE FUNCTION app_org() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('app.org_id', true), '')::uuid $$;

CREATE TABLE "organization" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "organization_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "secret_hash" TEXT NOT NULL,
    "role" TEXT NOT NULL CHECK ("role" IN ('owner', 'admin', 'approver', 'member', 'viewer')),
    "scopes" TEXT[],
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "rule" (
    "id" UUID NOT NULL,
    "organization_id" UUID,
    "tier" TEXT NOT NULL CHECK ("tier" IN ('platform', 'organization')),
    "key" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "rule_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "rule_tier_owner" CHECK (("tier" = 'platform') = ("organization_id" IS NULL))
);

CREATE TABLE "agent" (
    "id" UUID NOT NULL,
    "organization_id" UUID,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL CHECK ("status" IN ('draft', 'active', 'paused', 'archived')),
    "is_system_agent" BOOLEAN NOT NULL DEFAULT false,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "current_version_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "agent_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "agent_system_owner" CHECK ("is_system_agent" = ("organization_id" IS NULL))
);

CREATE TABLE "agent_version" (
    "id" UUID NOT NULL,
    "organization_id" UUID,
    "agent_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "note" TEXT,
    "author" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "spec" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "agent_version_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "prompt" (
    "organization_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "parts" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "prompt_pkey" PRIMARY KEY ("organization_id", "hash")
);

CREATE TABLE "run" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "agent_version_id" UUID NOT NULL,
    "parent_run_id" UUID,
    "kind" TEXT NOT NULL,
    "trigger" TEXT NOT NULL CHECK ("trigger" IN ('manual', 'api', 'schedule', 'webhook', 'session', 'event', 'parent_run', 'retry')),
    "status" TEXT NOT NULL DEFAULT 'queued' CHECK ("status" IN ('queued', 'running', 'waiting', 'completed', 'failed', 'cancelled', 'rejected')),
    "waiting_for" TEXT CHECK ("waiting_for" IN ('approval', 'budget', 'person', 'effect_unknown')),
    "input" JSONB NOT NULL,
    "goals" TEXT[],
    "limits" JSONB NOT NULL,
    "output" JSONB,
    "error_code" TEXT,
    "error_message" TEXT,
    "prompt_hash" TEXT,
    "tainted" BOOLEAN NOT NULL DEFAULT false,
    "cancel_requested_at" TIMESTAMPTZ(3),
    "next_seq" INTEGER NOT NULL DEFAULT 1,
    "cost_micro_usd" BIGINT NOT NULL DEFAULT 0,
    "input_tokens" BIGINT NOT NULL DEFAULT 0,
    "cached_tokens" BIGINT NOT NULL DEFAULT 0,
    "output_tokens" BIGINT NOT NULL DEFAULT 0,
    "turns" INTEGER NOT NULL DEFAULT 0,
    "tool_calls" INTEGER NOT NULL DEFAULT 0,
    "trace_id" TEXT NOT NULL,
    "queued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "waited_ms" BIGINT NOT NULL DEFAULT 0,
    "waiting_since" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "run_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "run_waiting_has_reason" CHECK (("status" = 'waiting') = ("waiting_for" IS NOT NULL)),
    CONSTRAINT "run_failed_has_code" CHECK ("status" <> 'failed' OR "error_code" IS NOT NULL)
);

CREATE TABLE "run_step" (
    "organization_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "turn" INTEGER NOT NULL,
    "call_index" INTEGER NOT NULL,
    "kind" TEXT NOT NULL CHECK ("kind" IN ('model', 'tool')),
    "status" TEXT NOT NULL CHECK ("status" IN ('valid', 'invalid', 'ready', 'needs_approval', 'started', 'succeeded', 'failed', 'denied', 'rejected', 'unknown')),
    "content" JSONB NOT NULL,
    "tool_name" TEXT,
    "effect" TEXT,
    "risk" TEXT,
    "effect_state" TEXT CHECK ("effect_state" IN ('planned', 'sent', 'confirmed', 'unknown')),
    "arguments_hash" TEXT,
    "result" JSONB,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "run_step_pkey" PRIMARY KEY ("run_id", "turn", "call_index")
);

CREATE TABLE "log_entry" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL CHECK ("kind" IN ('thought', 'llm_generation', 'tool_call', 'system_event', 'reflection', 'failover')),
    "entry" JSONB NOT NULL,
    "span_id" TEXT NOT NULL,
    "parent_span_id" TEXT,
    "duration_ms" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "log_entry_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "usage" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "log_entry_id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "input_tokens" INTEGER NOT NULL,
    "cached_tokens" INTEGER NOT NULL,
    "output_tokens" INTEGER NOT NULL,
    "reasoning_tokens" INTEGER NOT NULL,
    "cost_micro_usd" BIGINT NOT NULL CHECK ("cost_micro_usd" >= 0),
    "price_source" TEXT NOT NULL,
    "source" TEXT NOT NULL CHECK ("source" IN ('reported', 'estimated')),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "usage_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "approval" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "agent_version_id" UUID NOT NULL,
    "turn" INTEGER NOT NULL,
    "call_index" INTEGER NOT NULL,
    "subject" TEXT NOT NULL CHECK ("subject" IN ('tool_call', 'effect_unknown')),
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "tool_name" TEXT NOT NULL,
    "arguments" JSONB NOT NULL,
    "arguments_hash" TEXT NOT NULL,
    "effect" TEXT NOT NULL,
    "risk" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "taint" BOOLEAN NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending' CHECK ("status" IN ('pending', 'approved', 'rejected', 'edited', 'expired', 'cancelled')),
    "decided_by" TEXT,
    "decided_via" TEXT,
    "decided_arguments" JSONB,
    "decision_reason" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "approval_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "approval_decided_once" CHECK (("status" = 'pending') = ("decided_at" IS NULL))
);

CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "organization_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "available_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "idempotency_key" (
    "organization_id" UUID NOT NULL,
    "principal" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "headers" JSONB NOT NULL,
    "body" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("organization_id", "principal", "key")
);

CREATE TABLE "object" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "subtype" TEXT,
    "name" TEXT NOT NULL,
    "status" TEXT,
    "properties" JSONB NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "object_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "object_link" (
    "organization_id" UUID NOT NULL,
    "from_id" UUID NOT NULL,
    "relation" TEXT NOT NULL,
    "to_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "object_link_pkey" PRIMARY KEY ("organization_id", "from_id", "relation", "to_id")
);

CREATE TABLE "message" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "turn" INTEGER NOT NULL,
    "call_index" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "status" TEXT NOT NULL CHECK ("status" IN ('claimed', 'sent', 'failed')),
    "provider_message_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),
    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "simulator_delivery" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "simulator_delivery_pkey" PRIMARY KEY ("id")
);

CREATE UNLOGGED TABLE "stream_chunk" (
    "organization_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "turn" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "stream_chunk_pkey" PRIMARY KEY ("run_id", "turn", "attempt", "position")
);

CREATE UNIQUE INDEX "api_key_secret_hash_key" ON "api_key" ("secret_hash");
CREATE UNIQUE INDEX "api_key_organization_id_id_key" ON "api_key" ("organization_id", "id");
CREATE INDEX "rule_organization_id_tier_position_idx" ON "rule" ("organization_id", "tier", "position");
CREATE UNIQUE INDEX "agent_organization_id_id_key" ON "agent" ("organization_id", "id");
CREATE INDEX "agent_organization_id_created_at_id_idx" ON "agent" ("organization_id", "created_at" DESC, "id" DESC);
CREATE UNIQUE INDEX "agent_version_agent_id_number_key" ON "agent_version" ("agent_id", "number");
CREATE UNIQUE INDEX "agent_version_organization_id_id_key" ON "agent_version" ("organization_id", "id");
CREATE UNIQUE INDEX "run_organization_id_id_key" ON "run" ("organization_id", "id");
CREATE INDEX "run_organization_id_queued_at_id_idx" ON "run" ("organization_id", "queued_at" DESC, "id" DESC);
CREATE INDEX "run_organization_id_agent_id_queued_at_idx" ON "run" ("organization_id", "agent_id", "queued_at" DESC);
CREATE INDEX "run_organization_id_status_queued_at_idx" ON "run" ("organization_id", "status", "queued_at" DESC);
-- The reconciler's question over all organizations: which runs are open and have not moved for a while?
CREATE INDEX "run_open_updated_at_idx" ON "run" ("updated_at") WHERE "status" IN ('queued', 'running', 'waiting');
CREATE UNIQUE INDEX "run_step_organization_id_run_id_turn_call_index_key" ON "run_step" ("organization_id", "run_id", "turn", "call_index");
CREATE UNIQUE INDEX "log_entry_run_id_seq_key" ON "log_entry" ("run_id", "seq");
CREATE UNIQUE INDEX "log_entry_organization_id_id_key" ON "log_entry" ("organization_id", "id");
-- The four ways a timeline is asked (by run, by agent, by organization, by content).
CREATE INDEX "log_entry_organization_id_run_id_created_at_idx" ON "log_entry" ("organization_id", "run_id", "created_at");
CREATE INDEX "log_entry_organization_id_agent_id_created_at_idx" ON "log_entry" ("organization_id", "agent_id", "created_at" DESC);
CREATE INDEX "log_entry_organization_id_created_at_idx" ON "log_entry" ("organization_id", "created_at" DESC) WHERE "kind" IN ('llm_generation', 'tool_call');
CREATE INDEX "log_entry_entry_idx" ON "log_entry" USING GIN ("entry" jsonb_path_ops);
CREATE UNIQUE INDEX "usage_log_entry_id_key" ON "usage" ("log_entry_id");
CREATE INDEX "usage_organization_id_agent_id_created_at_idx" ON "usage" ("organization_id", "agent_id", "created_at");
CREATE INDEX "usage_organization_id_run_id_idx" ON "usage" ("organization_id", "run_id");
CREATE UNIQUE INDEX "approval_organization_id_id_key" ON "approval" ("organization_id", "id");
CREATE UNIQUE INDEX "approval_run_id_turn_call_index_subject_attempt_key" ON "approval" ("run_id", "turn", "call_index", "subject", "attempt");
CREATE INDEX "approval_organization_id_status_created_at_idx" ON "approval" ("organization_id", "status", "created_at" DESC);
CREATE UNIQUE INDEX "outbox_dedupe_key_key" ON "outbox" ("dedupe_key");
CREATE INDEX "outbox_due_idx" ON "outbox" ("available_at", "id") WHERE "done_at" IS NULL;
CREATE UNIQUE INDEX "object_organization_id_id_key" ON "object" ("organization_id", "id");
CREATE INDEX "object_organization_id_type_occurred_at_idx" ON "object" ("organization_id", "type", "occurred_at" DESC);
CREATE INDEX "object_organization_id_type_status_occurred_at_idx" ON "object" ("organization_id", "type", "status", "occurred_at" DESC);
CREATE INDEX "object_link_organization_id_to_id_relation_idx" ON "object_link" ("organization_id", "to_id", "relation");
CREATE UNIQUE INDEX "message_organization_id_id_key" ON "message" ("organization_id", "id");
CREATE UNIQUE INDEX "message_run_id_turn_call_index_key" ON "message" ("run_id", "turn", "call_index");
CREATE INDEX "simulator_delivery_organization_id_message_id_idx" ON "simulator_delivery" ("organization_id", "message_id");

-- Links between tables of an organization go over (organization_id, id): foreign key checks ignore row
-- security, so a plain id would let a row point into another organization.
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization" ("id") ON DELETE CASCADE;
ALTER TABLE "rule" ADD CONSTRAINT "rule_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization" ("id") ON DELETE CASCADE;
ALTER TABLE "agent" ADD CONSTRAINT "agent_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization" ("id") ON DELETE CASCADE;
ALTER TABLE "agent_version" ADD CONSTRAINT "agent_version_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE CASCADE;
ALTER TABLE "agent_version" ADD CONSTRAINT "agent_version_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization" ("id") ON DELETE CASCADE;
ALTER TABLE "prompt" ADD CONSTRAINT "prompt_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization" ("id") ON DELETE CASCADE;
ALTER TABLE "run" ADD CONSTRAINT "run_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization" ("id") ON DELETE CASCADE;
ALTER TABLE "run_step" ADD CONSTRAINT "run_step_run_fkey" FOREIGN KEY ("organization_id", "run_id") REFERENCES "run" ("organization_id", "id") ON DELETE CASCADE;
ALTER TABLE "log_entry" ADD CONSTRAINT "log_entry_run_fkey" FOREIGN KEY ("organization_id", "run_id") REFERENCES "run" ("organization_id", "id") ON DELETE CASCADE;
ALTER TABLE "usage" ADD CONSTRAINT "usage_log_entry_fkey" FOREIGN KEY ("organization_id", "log_entry_id") REFERENCES "log_entry" ("organization_id", "id") ON DELETE CASCADE;
ALTER TABLE "approval" ADD CONSTRAINT "approval_run_fkey" FOREIGN KEY ("organization_id", "run_id") REFERENCES "run" ("organization_id", "id") ON DELETE CASCADE;
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization" ("id") ON DELETE CASCADE;
ALTER TABLE "idempotency_key" ADD CONSTRAINT "idempotency_key_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization" ("id") ON DELETE CASCADE;
ALTER TABLE "object" ADD CONSTRAINT "object_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization" ("id") ON DELETE CASCADE;
ALTER TABLE "object_link" ADD CONSTRAINT "object_link_from_fkey" FOREIGN KEY ("organization_id", "from_id") REFERENCES "object" ("organization_id", "id") ON DELETE CASCADE;
ALTER TABLE "object_link" ADD CONSTRAINT "object_link_to_fkey" FOREIGN KEY ("organization_id", "to_id") REFERENCES "object" ("organization_id", "id") ON DELETE CASCADE;
ALTER TABLE "message" ADD CONSTRAINT "message_run_fkey" FOREIGN KEY ("organization_id", "run_id") REFERENCES "run" ("organization_id", "id") ON DELETE CASCADE;
ALTER TABLE "simulator_delivery" ADD CONSTRAINT "simulator_delivery_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization" ("id") ON DELETE CASCADE;
ALTER TABLE "run" ADD CONSTRAINT "run_agent_fkey" FOREIGN KEY ("organization_id", "agent_id") REFERENCES "agent" ("organization_id", "id");
ALTER TABLE "run" ADD CONSTRAINT "run_agent_version_fkey" FOREIGN KEY ("organization_id", "agent_version_id") REFERENCES "agent_version" ("organization_id", "id");
ALTER TABLE "run" ADD CONSTRAINT "run_parent_run_fkey" FOREIGN KEY ("organization_id", "parent_run_id") REFERENCES "run" ("organization_id", "id");

-- The dispatcher listens; polling stays the truth.
CREATE FUNCTION notify_outbox() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN PERFORM pg_notify('steward_outbox', ''); RETURN NULL; END $$;
CREATE TRIGGER "outbox_notify" AFTER INSERT ON "outbox" FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox();

-- The platform's rules. No role but the owner of the schema may write them, so no door of the product can.
INSERT INTO "rule" ("id", "organization_id", "tier", "key", "text", "position") VALUES
    ('01900000-0000-7000-8000-000000000001', NULL, 'platform', 'no_professional_advice', 'Never present an answer as legal, medical or financial advice; say that a professional should be asked.', 1),
    ('01900000-0000-7000-8000-000000000002', NULL, 'platform', 'no_pii_outside', 'Never pass personal data of contacts or members to anybody outside the organization.', 2),
    ('01900000-0000-7000-8000-000000000003', NULL, 'platform', 'say_ai_generated', 'When somebody asks, say plainly that the message was written by an AI.', 3),
    ('01900000-0000-7000-8000-000000000004', NULL, 'platform', 'destructive_needs_owner', 'Never carry out a destructive action without the explicit approval of an owner.', 4),
    ('01900000-0000-7000-8000-000000000005', NULL, 'platform', 'log_every_tool_call', 'Every tool call is logged with its full input and output.', 5);

-- Row-level security, forced on every table. steward_app and steward_query see one organization at a time;
-- steward_system works across organizations and is used by store/system only; steward_auth reads what is
-- needed before an organization is known.
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['organization', 'api_key', 'rule', 'agent', 'agent_version', 'prompt', 'run', 'run_step', 'log_entry',
        'usage', 'approval', 'outbox', 'idempotency_key', 'object', 'object_link', 'message', 'simulator_delivery', 'stream_chunk'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY "across" ON %I TO steward_system USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO steward_system', t);
        EXECUTE format('GRANT SELECT ON %I TO steward_app, steward_query', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['api_key', 'prompt', 'run', 'run_step', 'log_entry', 'usage', 'approval', 'outbox', 'idempotency_key',
        'object', 'object_link', 'message', 'simulator_delivery', 'stream_chunk'] LOOP
        EXECUTE format('CREATE POLICY "own" ON %I TO steward_app, steward_query USING (organization_id = app_org()) WITH CHECK (organization_id = app_org())', t);
    END LOOP;
    -- Rows of the platform (organization_id NULL) are readable by all and written by none of these roles.
    FOREACH t IN ARRAY ARRAY['rule', 'agent', 'agent_version'] LOOP
        EXECUTE format('CREATE POLICY "readable" ON %I FOR SELECT TO steward_app, steward_query USING (organization_id IS NULL OR organization_id = app_org())', t);
        EXECUTE format('CREATE POLICY "insert_own" ON %I FOR INSERT TO steward_app WITH CHECK (organization_id = app_org())', t);
        EXECUTE format('CREATE POLICY "update_own" ON %I FOR UPDATE TO steward_app USING (organization_id = app_org()) WITH CHECK (organization_id = app_org())', t);
        EXECUTE format('CREATE POLICY "delete_own" ON %I FOR DELETE TO steward_app USING (organization_id = app_org())', t);
    END LOOP;
END $$;

CREATE POLICY "own" ON "organization" TO steward_app, steward_query USING (id = app_org()) WITH CHECK (id = app_org());
CREATE POLICY "identify" ON "organization" FOR SELECT TO steward_auth USING (true);
CREATE POLICY "identify" ON "api_key" TO steward_auth USING (true);

-- The platform tier is nobody's to change, not even the system role's.
REVOKE INSERT, UPDATE, DELETE ON "rule" FROM steward_system;

GRANT SELECT ON "organization" TO steward_auth;
GRANT SELECT, UPDATE ("last_used_at") ON "api_key" TO steward_auth;
GRANT INSERT, UPDATE, DELETE ON "rule", "agent", "api_key", "object", "object_link" TO steward_app;
GRANT INSERT, UPDATE ON "run", "run_step", "approval", "message" TO steward_app;
-- Append-only: no UPDATE, no DELETE.
GRANT INSERT ON "agent_version", "prompt", "log_entry", "usage", "outbox", "idempotency_key", "simulator_delivery" TO steward_app;
GRANT INSERT, DELETE ON "stream_chunk" TO steward_app;
GRANT USAGE ON SEQUENCE "outbox_id_seq" TO steward_app, steward_system;
REVOKE SELECT ON "api_key", "outbox", "idempotency_key" FROM steward_query;


-- What members are told: one row for each of them. The same cause tells nobody twice (dedupe_key).
CREATE TABLE "notification" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "link" TEXT NOT NULL,
    "approval_id" UUID,
    "dedupe_key" TEXT NOT NULL,
    "read_at" TIMESTAMPTZ(3),
    "mailed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "notification_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "notification_organization_id_id_key" ON "notification" ("organization_id", "id");
CREATE UNIQUE INDEX "notification_organization_id_member_id_dedupe_key_key" ON "notification" ("organization_id", "member_id", "dedupe_key");
CREATE INDEX "notification_organization_id_member_id_created_at_id_idx" ON "notification" ("organization_id", "member_id", "created_at" DESC, "id" DESC);
CREATE INDEX "notification_not_mailed" ON "notification" ("created_at") WHERE "mailed_at" IS NULL;

-- With the member goes what they were told.
ALTER TABLE "notification" ADD CONSTRAINT "notification_member_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "member" ("organization_id", "id") ON DELETE CASCADE;
ALTER TABLE "notification" ADD CONSTRAINT "notification_approval_fkey" FOREIGN KEY ("organization_id", "approval_id") REFERENCES "approval" ("organization_id", "id") ON DELETE CASCADE;

-- The worker turns them into mails, where mail is configured.
CREATE TRIGGER "notification_notify" AFTER INSERT ON "notification" FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox();

ALTER TABLE "notification" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "notification" FORCE ROW LEVEL SECURITY;
CREATE POLICY "own" ON "notification" TO steward_app, steward_query USING (organization_id = app_org()) WITH CHECK (organization_id = app_org());
GRANT SELECT, INSERT ON "notification" TO steward_app;
GRANT UPDATE ("read_at") ON "notification" TO steward_app;
CREATE POLICY "across" ON "notification" TO steward_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "notification" TO steward_system;
GRANT INSERT ON "mail" TO steward_system;

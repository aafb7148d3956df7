-- Decisions by a reply on a channel: where members get the requests, the codes they reply with, and the messages to them.

-- One address per member and channel. It counts only once it was proven, and a proven one is one member's alone.
CREATE TABLE "reply_address" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "code_hash" TEXT,
    "code_expires_at" TIMESTAMPTZ(3),
    "code_attempts" INTEGER NOT NULL DEFAULT 0,
    "proven_at" TIMESTAMPTZ(3),
    "wrong_replies" INTEGER NOT NULL DEFAULT 0,
    "wrong_since" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "reply_address_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "reply_address_proven_check" CHECK (("proven_at" IS NULL) = ("code_hash" IS NOT NULL)),
    CONSTRAINT "reply_address_code_check" CHECK (("code_hash" IS NULL) = ("code_expires_at" IS NULL))
);
CREATE UNIQUE INDEX "reply_address_organization_id_id_key" ON "reply_address" ("organization_id", "id");
CREATE UNIQUE INDEX "reply_address_organization_id_member_id_channel_key" ON "reply_address" ("organization_id", "member_id", "channel");
CREATE UNIQUE INDEX "reply_address_proven" ON "reply_address" ("organization_id", "channel", "address") WHERE "proven_at" IS NOT NULL;
ALTER TABLE "reply_address" ADD CONSTRAINT "reply_address_member_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "member" ("organization_id", "id") ON DELETE CASCADE;

-- A code decides one approval for the member of one address, about the arguments that its message has shown. Which codes
-- have decided is in approval.link_uses. With the address go its codes.
CREATE TABLE "reply_code" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "address_id" UUID NOT NULL,
    "approval_id" UUID NOT NULL,
    "code_hash" TEXT NOT NULL,
    "arguments_hash" TEXT NOT NULL,
    "may_approve" BOOLEAN NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "reply_code_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "reply_code_organization_id_id_key" ON "reply_code" ("organization_id", "id");
CREATE UNIQUE INDEX "reply_code_organization_id_address_id_code_hash_key" ON "reply_code" ("organization_id", "address_id", "code_hash");
CREATE INDEX "reply_code_expires_at_idx" ON "reply_code" ("expires_at");
ALTER TABLE "reply_code" ADD CONSTRAINT "reply_code_address_fkey" FOREIGN KEY ("organization_id", "address_id") REFERENCES "reply_address" ("organization_id", "id") ON DELETE CASCADE;
ALTER TABLE "reply_code" ADD CONSTRAINT "reply_code_approval_fkey" FOREIGN KEY ("organization_id", "approval_id") REFERENCES "approval" ("organization_id", "id") ON DELETE CASCADE;

-- Messages to members on their way out. The text holds a code: it is gone once the message was sent.
CREATE TABLE "member_message" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "kind" TEXT NOT NULL CHECK ("kind" IN ('proof', 'request', 'answer')),
    "channel" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "text" TEXT,
    "provider_message_id" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "available_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "member_message_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "member_message_text_check" CHECK (("sent_at" IS NULL) = ("text" IS NOT NULL))
);
CREATE UNIQUE INDEX "member_message_organization_id_id_key" ON "member_message" ("organization_id", "id");
CREATE INDEX "member_message_organization_id_member_id_created_at_idx" ON "member_message" ("organization_id", "member_id", "created_at");
CREATE INDEX "member_message_due" ON "member_message" ("available_at", "id") WHERE "sent_at" IS NULL;
ALTER TABLE "member_message" ADD CONSTRAINT "member_message_member_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "member" ("organization_id", "id") ON DELETE CASCADE;
CREATE TRIGGER "member_message_notify" AFTER INSERT ON "member_message" FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox();

-- Set when its receiver was asked on a channel, too.
ALTER TABLE "notification" ADD COLUMN "texted_at" TIMESTAMPTZ(3);
CREATE INDEX "notification_not_texted" ON "notification" ("organization_id", "member_id") WHERE "texted_at" IS NULL AND "read_at" IS NULL AND "approval_id" IS NOT NULL;
GRANT UPDATE ("texted_at") ON "notification" TO steward_app;

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['reply_address', 'reply_code', 'member_message'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY "own" ON %I TO steward_app USING (organization_id = app_org()) WITH CHECK (organization_id = app_org())', t);
        EXECUTE format('CREATE POLICY "across" ON %I TO steward_system USING (true) WITH CHECK (true)', t);
    END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON "reply_address" TO steward_app;
GRANT SELECT ON "reply_address" TO steward_system;
GRANT SELECT, INSERT ON "reply_code" TO steward_app;
GRANT SELECT, DELETE ON "reply_code" TO steward_system;
-- Whoever hands a message in cannot read its text back.
GRANT SELECT ("id", "organization_id", "member_id", "kind", "channel", "recipient", "sent_at", "created_at"), INSERT ON "member_message" TO steward_app;
GRANT SELECT, UPDATE, DELETE ON "member_message" TO steward_system;

-- E-mails to people that wait for the mail server. A row lives until its mail is sent or its link is too old: the text
-- holds a link that works like a key.
CREATE TABLE "mail" (
    "id" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "available_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "mail_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "mail_available_at_idx" ON "mail" ("available_at");

CREATE TRIGGER "mail_notify" AFTER INSERT ON "mail" FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox();

-- A mail is a person's and no organization's: whoever hands one in cannot read it back, nor anybody else's.
ALTER TABLE "mail" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "mail" FORCE ROW LEVEL SECURITY;
CREATE POLICY "hand_in" ON "mail" FOR INSERT TO steward_app, steward_auth WITH CHECK (true);
GRANT INSERT ON "mail" TO steward_app, steward_auth;
CREATE POLICY "across" ON "mail" TO steward_system USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE, DELETE ON "mail" TO steward_system;

-- What an organization's agents may reach outside, and the secrets they use there.

ALTER TABLE "organization" ADD COLUMN "egress_hosts" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- `secret` is encrypted under a data key of its own, which is kept in `wrapped_key` under the key named by `key_id`.
CREATE TABLE "credential" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL CHECK ("kind" IN ('bearer', 'basic', 'header')),
    "header_name" TEXT,
    "hosts" TEXT[],
    "secret" BYTEA NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rotated_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    CONSTRAINT "credential_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "credential_header_check" CHECK (("kind" = 'header') = ("header_name" IS NOT NULL)),
    CONSTRAINT "credential_organization_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "credential_organization_id_id_key" ON "credential" ("organization_id", "id");
CREATE UNIQUE INDEX "credential_organization_id_name_key" ON "credential" ("organization_id", "name");
-- Which keys are still needed, over all organizations.
CREATE INDEX "credential_key_id_idx" ON "credential" ("key_id");

ALTER TABLE "credential" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "credential" FORCE ROW LEVEL SECURITY;
CREATE POLICY "own" ON "credential" TO steward_app USING (organization_id = app_org()) WITH CHECK (organization_id = app_org());
CREATE POLICY "across" ON "credential" TO steward_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "credential" TO steward_app;
-- To change the key that wraps: it reads the wrapping and never needs the secret.
GRANT SELECT ("id", "organization_id", "wrapped_key", "key_id"), UPDATE ("wrapped_key", "key_id") ON "credential" TO steward_system;

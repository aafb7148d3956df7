-- Remote MCP servers of an organization. What a server says of its tools is kept; what agents are offered is what
-- somebody approved, under the hash of exactly those words.
CREATE TABLE "mcp_server" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "credential_id" UUID,
    "state" TEXT NOT NULL DEFAULT 'reading' CHECK ("state" IN ('reading', 'ready', 'failed')),
    "problem" TEXT,
    "left_out" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "read_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "mcp_server_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "mcp_server_organization_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization" ("id") ON DELETE CASCADE,
    CONSTRAINT "mcp_server_credential_fkey" FOREIGN KEY ("organization_id", "credential_id") REFERENCES "credential" ("organization_id", "id")
);
CREATE UNIQUE INDEX "mcp_server_organization_id_id_key" ON "mcp_server" ("organization_id", "id");
CREATE UNIQUE INDEX "mcp_server_organization_id_name_key" ON "mcp_server" ("organization_id", "name");
-- The workers' question over all organizations: which lists of tools are to be read?
CREATE INDEX "mcp_server_due_at_idx" ON "mcp_server" ("due_at") WHERE "due_at" IS NOT NULL;

CREATE TABLE "mcp_tool" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "server_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "listed" BOOLEAN NOT NULL DEFAULT true,
    "description" TEXT NOT NULL,
    "input_schema" JSONB NOT NULL,
    "hash" TEXT NOT NULL,
    "approved_hash" TEXT,
    "approved_by" TEXT,
    "approved_at" TIMESTAMPTZ(3),
    "effect" TEXT NOT NULL DEFAULT 'at_most_once' CHECK ("effect" IN ('pure', 'idempotent', 'at_most_once')),
    "risk" TEXT NOT NULL DEFAULT 'send' CHECK ("risk" IN ('read', 'write', 'send', 'destructive', 'financial', 'bulk')),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "mcp_tool_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "mcp_tool_reads_or_acts" CHECK (("effect" = 'pure') = ("risk" = 'read')),
    CONSTRAINT "mcp_tool_server_fkey" FOREIGN KEY ("organization_id", "server_id") REFERENCES "mcp_server" ("organization_id", "id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "mcp_tool_organization_id_server_id_name_key" ON "mcp_tool" ("organization_id", "server_id", "name");

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['mcp_server', 'mcp_tool'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY "own" ON %I TO steward_app USING (organization_id = app_org()) WITH CHECK (organization_id = app_org())', t);
        EXECUTE format('CREATE POLICY "across" ON %I TO steward_system USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO steward_app', t);
    END LOOP;
END $$;
GRANT SELECT ("id", "organization_id", "due_at"), UPDATE ("due_at") ON "mcp_server" TO steward_system;

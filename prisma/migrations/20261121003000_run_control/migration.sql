-- A run that repeats another: as a retry, or as a replay from one of its turns (which is set then).
ALTER TABLE "run"
    ADD COLUMN "origin_run_id" UUID,
    ADD COLUMN "replay_from_turn" INTEGER,
    -- What the run was given came from a run that had read text from outside.
    ADD COLUMN "input_tainted" BOOLEAN NOT NULL DEFAULT false,
    ADD CONSTRAINT "run_origin_run_fkey" FOREIGN KEY ("organization_id", "origin_run_id") REFERENCES "run" ("organization_id", "id"),
    ADD CONSTRAINT "run_replay_is_dry" CHECK ("replay_from_turn" IS NULL OR ("dry_run" AND "origin_run_id" IS NOT NULL AND "replay_from_turn" >= 1));
CREATE INDEX "run_organization_id_origin_run_id_idx" ON "run" ("organization_id", "origin_run_id");

-- The kill switches. While one is set, no run of the agent or organization starts.
ALTER TABLE "agent"
    ADD COLUMN "killed_at" TIMESTAMPTZ(3),
    ADD COLUMN "killed_by" TEXT,
    ADD CONSTRAINT "agent_killed_by_somebody" CHECK (("killed_at" IS NULL) = ("killed_by" IS NULL));
ALTER TABLE "organization"
    ADD COLUMN "killed_at" TIMESTAMPTZ(3),
    ADD COLUMN "killed_by" TEXT,
    ADD CONSTRAINT "organization_killed_by_somebody" CHECK (("killed_at" IS NULL) = ("killed_by" IS NULL));

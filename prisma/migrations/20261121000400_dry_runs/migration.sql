-- A dry run does nothing to the world; it may try a spec that nobody has saved. A call it leaves out is `skipped`.
ALTER TABLE "run"
    ADD COLUMN "dry_run" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "draft_spec" JSONB,
    ADD CONSTRAINT "run_draft_is_dry" CHECK ("dry_run" OR "draft_spec" IS NULL);

ALTER TABLE "run_step"
    DROP CONSTRAINT "run_step_status_check",
    ADD CONSTRAINT "run_step_status_check" CHECK ("status" IN ('valid', 'invalid', 'ready', 'needs_approval', 'started', 'succeeded', 'failed', 'denied', 'skipped', 'rejected', 'unknown'));

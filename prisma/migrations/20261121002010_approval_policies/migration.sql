-- Who started a run: under four eyes they do not count.
ALTER TABLE "run" ADD COLUMN "started_by" TEXT, ADD COLUMN "started_by_person_id" UUID;

-- The agent's approval policy, pinned with the request; the first of two approvals; which links were used.
ALTER TABLE "approval"
    ADD COLUMN "requested_by" TEXT,
    ADD COLUMN "requester_person_id" UUID,
    ADD COLUMN "decider_roles" TEXT[] DEFAULT ARRAY['owner', 'admin', 'approver']::TEXT[],
    ADD COLUMN "decider_member_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    ADD COLUMN "four_eyes" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "escalate_to_roles" TEXT[] DEFAULT ARRAY[]::TEXT[],
    ADD COLUMN "remind_at" TIMESTAMPTZ(3),
    ADD COLUMN "reminded_at" TIMESTAMPTZ(3),
    ADD COLUMN "escalate_at" TIMESTAMPTZ(3),
    ADD COLUMN "escalated_at" TIMESTAMPTZ(3),
    ADD COLUMN "first_approved_by" TEXT,
    ADD COLUMN "first_approved_person_id" UUID,
    ADD COLUMN "first_approved_via" TEXT,
    ADD COLUMN "first_approved_at" TIMESTAMPTZ(3),
    ADD COLUMN "first_approved_arguments" JSONB,
    ADD COLUMN "first_approved_hash" TEXT,
    ADD COLUMN "decided_arguments_hash" TEXT,
    ADD COLUMN "link_uses" UUID[] DEFAULT ARRAY[]::UUID[];
-- Two different people, or nothing was approved under four eyes.
ALTER TABLE "approval" ADD CONSTRAINT "approval_four_eyes"
    CHECK (NOT "four_eyes" OR "status" NOT IN ('approved', 'edited') OR "first_approved_person_id" IS NOT NULL);

CREATE INDEX "approval_to_remind" ON "approval" ("remind_at") WHERE "status" = 'pending' AND "reminded_at" IS NULL;
CREATE INDEX "approval_to_escalate" ON "approval" ("escalate_at") WHERE "status" = 'pending' AND "escalated_at" IS NULL;
CREATE INDEX "approval_pending" ON "approval" ("organization_id", "created_at" DESC, "id" DESC) WHERE "status" = 'pending';

-- What the caller asked for when the run was started: a retry takes the limits of its version, made tighter by this. NULL:
-- nothing was asked. Of runs from before nobody knows, so their retries take the limits of the version alone.
ALTER TABLE "run" ADD COLUMN "budget" JSONB;

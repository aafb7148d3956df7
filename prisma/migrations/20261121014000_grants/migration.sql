-- Tools that an owner lets this agent use unasked although such calls always ask (SPEC 9.1). Not part of a version: neither
-- restoring nor copying an agent brings a grant with it.
ALTER TABLE "agent" ADD COLUMN "granted_tools" TEXT[] DEFAULT ARRAY[]::TEXT[];

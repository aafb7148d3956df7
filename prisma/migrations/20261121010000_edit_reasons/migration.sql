-- Why the arguments that the first of two people changed ask for approval, besides the reasons of the request.
ALTER TABLE "approval" ADD COLUMN "first_approved_reasons" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- What a tool of an MCP server said of itself when it was approved, to be compared with what it says now.
-- NULL: not approved, or changed before these words were kept.
ALTER TABLE "mcp_tool" ADD COLUMN "approved_words" JSONB;
UPDATE "mcp_tool" SET "approved_words" = jsonb_build_object('description', "description", 'inputSchema', "input_schema")
  WHERE "approved_hash" = "hash";

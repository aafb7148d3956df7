-- What these functions ask has one good plan, by keys, whatever the values are. Planning it anew took three quarters of a claim.
ALTER FUNCTION budget_reserve(uuid, uuid, uuid, int, int, text, boolean, int, int, bigint, text, date, date, int) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION budget_settle(uuid, uuid, text, bigint, bigint) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION budget_lock(uuid, uuid, boolean, date, date) SET plan_cache_mode = force_generic_plan;

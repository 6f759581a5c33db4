-- Only an owner may VACUUM. The tables that are swept belong to a role of their own, which the service's may become and which
-- has no other rights; where there is none, as with a database whose owner we are, nothing changes.
SELECT set_config('role', coalesce((SELECT rolname::text FROM pg_catalog.pg_roles WHERE rolname = session_user || '_sweeper'),
    'none'), false)

-- $1 request id. Whoever reviews acts on restraints does so alone: change_get takes the same lock, shared.
SELECT status, entry, entered_by, restraint_id, pg_advisory_xact_lock(hashtext('restraint'))
FROM restraint_request WHERE request_id = $1

-- A change and who approved it first where two must. $1 change id. The lock, shared: no review of a restraint by
-- another instance falls between this and the end of the transaction.
SELECT status, entry, entered_by, refusal_code, refusal_item,
       (SELECT r.reviewed_by FROM change_review r WHERE r.change_id = $1 LIMIT 1),
       pg_advisory_xact_lock_shared(hashtext('restraint'))
FROM change WHERE change_id = $1

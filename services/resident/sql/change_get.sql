-- rows
-- binary
-- A change and who approved it first where two must. $1 change id. The lock, shared: no review of a restraint by
-- another instance falls between this and the end of the transaction.
SELECT c.status::text, c.entry, c.entered_by, c.refusal_code, c.refusal_item,
       (SELECT r.reviewed_by FROM change_review r WHERE r.change_id = c.change_id LIMIT 1),
       pg_advisory_xact_lock_shared(hashtext('restraint')), q.n::text
FROM unnest($1::text[]) WITH ORDINALITY AS q (change_id, n) JOIN change c USING (change_id)

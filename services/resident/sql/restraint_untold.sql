-- Whose restraint the trail has not been told of, a hundred at a time; two instances never get the same.
SELECT u.addressee_number, p.register_ref
FROM restraint_untold u JOIN person p USING (addressee_number)
ORDER BY u.addressee_number LIMIT 100 FOR UPDATE OF u SKIP LOCKED

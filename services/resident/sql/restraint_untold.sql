-- Whose restraint the trail has not been told of, a hundred at a time; two instances never get the same. Asked all the
-- time and nearly always for nobody: as a join it may read every person first.
SELECT u.addressee_number, (SELECT p.register_ref FROM person p WHERE p.addressee_number = u.addressee_number)
FROM restraint_untold u
ORDER BY u.addressee_number LIMIT 100 FOR UPDATE OF u SKIP LOCKED

-- rows
-- $1 addressee_number, $2 processing date, the same in all rows. Behind person_put, which every step queues first.
SELECT copy_follow($1::text[], ($2::text[])[1]::date)

-- $1 day: how many records that were handed over on it or earlier are not confirmed, or have waited since then for their
-- hand-over (the register does not answer); and how many differ from the register
SELECT (SELECT count(*) FROM held WHERE confirmed_on IS NULL AND handed_on <= $1::date)
           + (SELECT count(*) FROM held WHERE handed_on IS NULL AND received_on <= $1::date),
       (SELECT count(*) FROM held WHERE handed_on IS NULL AND differs IS NOT NULL)

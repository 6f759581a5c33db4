-- $1 day: how many records that were handed over on it or earlier are not confirmed, and how many differ from the
-- register
SELECT (SELECT count(*) FROM held WHERE confirmed_on IS NULL AND handed_on <= $1::date),
       (SELECT count(*) FROM held WHERE handed_on IS NULL AND differs IS NOT NULL)

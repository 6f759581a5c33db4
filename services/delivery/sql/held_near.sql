-- $1 day: how many records that were handed over on it or earlier are not confirmed, or have waited since then for their
-- hand-over (the register does not answer); how many differ from the register and are held; and how many cannot be opened
SELECT (SELECT count(*) FROM held WHERE confirmed_on IS NULL AND handed_on <= $1::date)
           + (SELECT count(*) FROM held WHERE handed_on IS NULL AND received_on <= $1::date),
       (SELECT count(*) FROM held WHERE handed_on IS NULL AND differs IS NOT NULL),
       (SELECT count(*) FROM held WHERE differs = 'unreadable')

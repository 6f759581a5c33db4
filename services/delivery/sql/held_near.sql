-- $1 day: how many records that were handed over on it or earlier are not confirmed
SELECT count(*) FROM held WHERE confirmed_on IS NULL AND handed_on <= $1::date

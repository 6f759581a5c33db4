-- $1 event id of a record whose bytes cannot be opened, $2 today: it differs in all, no answer about it is waited for any more,
-- and it is tried again on another day
UPDATE held SET differs = 'unreadable', check_id = NULL, checked_on = NULL, asked_on = $2::date,
    again_on = CASE WHEN handed_on IS NULL THEN again_on ELSE $2::date END
WHERE event_id = $1

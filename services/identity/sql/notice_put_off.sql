-- $1 event_id of an overdue notice that cannot be opened: it is tried again a day later
UPDATE notice_overdue SET attempted_at = now() + interval '1 day' WHERE event_id = $1

-- $1 inquiry_id: the inquiry to be shown, or none; nothing waits for it
SELECT * FROM inquiry_seen WHERE inquiry_id = $1

-- $1 inquiry_id
DELETE FROM inquiry_result WHERE inquiry_id = $1

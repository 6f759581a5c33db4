-- $1 inquiry_id: the result, sealed, or none
SELECT information FROM inquiry_result WHERE inquiry_id = $1

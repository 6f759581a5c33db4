-- $1 change id
SELECT status, entry, entered_by, refusal_code, refusal_item FROM change WHERE change_id = $1

-- A change and who approved it first where two must. $1 change id
SELECT status, entry, entered_by, refusal_code, refusal_item,
       (SELECT r.reviewed_by FROM change_review r WHERE r.change_id = $1 LIMIT 1)
FROM change WHERE change_id = $1

-- binary
-- The one chosen from a list of this operator: as he is now in our file or, with nulls there, as a peer answered; or
-- none. $1 list_id, $2 operator_id, $3 place: the row with its numbers, the answer, kept
SELECT r.register_ref, r.update_number::text, r.content, r.resident_code, r.individual_number, h.answer
FROM search_hit h
LEFT JOIN (person p JOIN record r ON r.register_ref = p.register_ref AND r.update_number = p.update_number)
    ON p.code_index = h.code_index
WHERE h.list_id = $1 AND h.operator_id = $2 AND h.place = $3::int AND h.asked_at > now() - interval '30 minutes'

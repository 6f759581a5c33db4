-- 照会: who may be meant, by one key that is looked up - the others of $1 to $3 are null or empty: $1 birth date, $2 blind index of a
-- name, $3 bigint[] of which any word is one of his. $4 birth date of any row of the history or '', $5 affair, $6 rows at most.
-- Columns as nonresident_find, but of each row of the history with something of its own the content; last, whether
-- it is the one that counts now.
WITH hit AS MATERIALIZED (
    SELECT r.addressee_number FROM nonresident_record r WHERE r.birth_date = $1::text
    UNION
    SELECT m.addressee_number FROM nonresident_name m WHERE m.name_index = $2::bytea
    UNION
    SELECT m.addressee_number FROM nonresident_name m WHERE m.word && $3::bigint[]
)
SELECT EXISTS (SELECT FROM affair_link l WHERE l.addressee_number = n.addressee_number AND l.affair = $5
                                           AND l.valid_to IS NULL),
       n.addressee_number, n.history_number, n.state, n.representative, n.resident_number, n.carried, n.not_shared,
       n.owner, n.held_by, n.integrated_number, r.content_of, r.content, r.content_of = n.content_of
FROM hit h
JOIN nonresident_now n ON n.addressee_number = h.addressee_number
JOIN nonresident_record r ON r.addressee_number = n.addressee_number AND r.content_of = r.history_number
WHERE n.state IN ('non_resident', 'dead')
  AND (NOT n.not_shared OR n.owner = $5)
  AND ($4::text = '' OR EXISTS (SELECT FROM nonresident_record b
                                WHERE b.addressee_number = n.addressee_number AND b.birth_date || '' = $4))
ORDER BY n.addressee_number, r.history_number
LIMIT $6::int

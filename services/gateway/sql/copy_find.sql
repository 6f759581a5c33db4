-- rows
-- $1 information, $2 blind index of the person's 符号; or instead of both $3 the permit of an inquiry that is held. The 副本 for
-- an answer; as_of is NULL when there is none. 自動応答不可 also when the register restrains the person. Behind the flags the
-- columns of copy_items_of.
SELECT c.as_of, c.version,
       coalesce(f.no_auto_answer, false) OR EXISTS (SELECT FROM person p
                                                    WHERE p.integrated_number = c.integrated_number AND p.restrained),
       coalesce(f.not_disclosed, false),
       c.integrated_number, c.information, c.content, c.relationship, c.name_index IS NOT NULL, h.addressee_number,
       h.history_number, h.content, q.n
FROM unnest($1::text[], $2::bytea[], $3::text[]) WITH ORDINALITY AS q (information, code_index, permit_id, n)
LEFT JOIN subject_code s ON s.code_index = q.code_index
LEFT JOIN provision v ON v.permit_id = q.permit_id
LEFT JOIN copy c ON c.integrated_number = coalesce(s.integrated_number, v.integrated_number)
                AND c.information = coalesce(q.information, v.information)
LEFT JOIN person h ON h.addressee_number = c.householder AND h.name_index = c.name_index
LEFT JOIN LATERAL (SELECT bool_or(f.no_auto_answer) AS no_auto_answer, bool_or(f.not_disclosed) AS not_disclosed
                   FROM copy_flag f
                   WHERE f.integrated_number = c.integrated_number AND f.information IN ('', c.information)) AS f ON true

-- rows
-- $1 integrated_number, $2 information. The 副本 for an answer, one row per item of it; no row: there is none.
-- 自動応答不可 also when the register restrains the person.
SELECT c.as_of, c.version,
       coalesce(f.no_auto_answer, false) OR EXISTS (SELECT FROM person p
                                                    WHERE p.integrated_number = c.integrated_number AND p.restrained),
       coalesce(f.not_disclosed, false), i.key, i.value, q.n
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS q (integrated_number, information, n)
JOIN copy c ON c.integrated_number = q.integrated_number AND c.information = q.information
LEFT JOIN LATERAL (SELECT bool_or(f.no_auto_answer) AS no_auto_answer, bool_or(f.not_disclosed) AS not_disclosed
                   FROM copy_flag f
                   WHERE f.integrated_number = c.integrated_number AND f.information IN ('', c.information)) AS f ON true
LEFT JOIN LATERAL jsonb_each_text(c.items) AS i ON true

-- rows
-- $1 operator, $2 token, $3 key, $4 affair, $5 department, $6 class, $7 place, $8 processing date, $9 terminal, texts: what of
-- it was revoked (person, token, key, terminal) or '', roles granted with blanks between or '', whether he came with this token
-- before, and how his terminal stands: registered for his department, and his place where he has one; unknown; or none, when
-- none at all is in force
-- Those of a batch who ask alike are looked up once.
WITH stands AS MATERIALIZED (
    SELECT CASE WHEN EXISTS (SELECT FROM staff_revocation r WHERE r.kind = 'person' AND r.value = q.person) THEN 'person'
                WHEN EXISTS (SELECT FROM staff_revocation r WHERE r.kind = 'token' AND r.value = q.token) THEN 'token'
                WHEN EXISTS (SELECT FROM staff_revocation r WHERE r.kind = 'key' AND r.value = q.key) THEN 'key'
                WHEN EXISTS (SELECT FROM staff_revocation r WHERE r.kind = 'terminal' AND r.value = q.terminal) THEN 'terminal'
                ELSE '' END AS revoked,
           coalesce((SELECT string_agg(g.roles, ' ') FROM staff_grant g
                     WHERE g.person = q.person AND g.affair = q.affair AND g.department = q.department
                       AND g.person_class = q.class AND g.place = q.place AND q.day::date BETWEEN g.begins_on AND g.ends_on
                       AND NOT EXISTS (SELECT FROM staff_revocation r
                                       WHERE r.kind = 'grant' AND r.value = g.grant_id)), '') AS granted,
           EXISTS (SELECT FROM staff_token t WHERE t.token_id = q.token) AS came,
           CASE WHEN EXISTS (SELECT FROM staff_terminal t
                             WHERE t.terminal = q.terminal AND t.department = q.department AND q.place IN ('', t.place)
                               AND q.day::date BETWEEN t.begins_on AND t.ends_on
                               AND NOT EXISTS (SELECT FROM staff_revocation r
                                               WHERE r.kind = 'grant' AND r.value = t.registration_id))
                THEN 'registered'
                WHEN EXISTS (SELECT FROM staff_terminal t
                             WHERE q.day::date BETWEEN t.begins_on AND t.ends_on
                               AND NOT EXISTS (SELECT FROM staff_revocation r
                                               WHERE (r.kind, r.value) IN (('grant', t.registration_id), ('terminal', t.terminal))))
                THEN 'unknown' ELSE 'none' END AS terminal, q.rows
    FROM (SELECT person, token, key, affair, department, class, place, day, terminal, array_agg(n) AS rows
          FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
               WITH ORDINALITY AS u (person, token, key, affair, department, class, place, day, terminal, n)
          GROUP BY person, token, key, affair, department, class, place, day, terminal) AS q
)
SELECT s.revoked, s.granted, s.came, s.terminal, n
FROM stands s CROSS JOIN LATERAL unnest(s.rows) AS n

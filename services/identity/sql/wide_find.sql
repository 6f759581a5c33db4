-- 広域交付: who asks and the other residents of his household, with all that may stand against it. Who
-- waits before the first record of his came may be of any household (his register_ref is hexadecimal, what else has a key
-- on that topic is a UUID). $1 bytea blind index of 住民票コード
WITH holder AS (
    SELECT p.code_index, p.household_ref
    FROM person p JOIN record r ON r.register_ref = p.register_ref AND r.update_number = p.update_number
    WHERE p.code_index = $1::bytea AND r.current AND NOT p.replaced
), member AS (
    SELECT code_index FROM holder
    UNION
    SELECT p.code_index FROM holder h JOIN person p ON p.household_ref = h.household_ref
)
SELECT p.code_index = $1::bytea, p.household_ref IS NULL, p.restrained,
       p.update_forbidden OR p.exclusive_operator IS NOT NULL,
       EXISTS (SELECT FROM parked w WHERE w.topic = 'resident.to-identity' AND w.key = r.register_ref)
           OR EXISTS (SELECT FROM dead_letter d WHERE d.topic = 'resident.to-identity' AND d.key = r.register_ref
                      AND d.resolved_at IS NULL),
       EXISTS (SELECT FROM number_request n
               WHERE n.household_ref = p.household_ref AND n.state IN ('waiting', 'open')
               AND NOT EXISTS (SELECT FROM record x WHERE x.register_ref = n.register_ref))
           OR EXISTS (SELECT FROM parked w WHERE w.topic = 'resident.to-identity'
                      AND NOT EXISTS (SELECT FROM person x WHERE x.register_ref = w.key))
           OR EXISTS (SELECT FROM dead_letter d WHERE d.topic = 'resident.to-identity' AND d.resolved_at IS NULL
                      AND d.key ~ '^[0-9a-f]{32}$'
                      AND NOT EXISTS (SELECT FROM person x WHERE x.register_ref = d.key)),
       to_char(l.heard_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       to_char(r.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       r.register_ref, r.update_number::text, r.content, r.resident_code, r.individual_number
FROM member m
JOIN person p ON p.code_index = m.code_index
JOIN record r ON r.register_ref = p.register_ref AND r.update_number = p.update_number
CROSS JOIN register_heard l
WHERE r.current AND NOT p.replaced

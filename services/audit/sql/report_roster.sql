-- Who acted without standing in the roster that counts for that day, department and affair, who stands in it and
-- never acted; who has a grant (権限付与) without standing in it, and, where there are grants, who stands in it without one.
-- $1 timestamptz from, $2 timestamptz until (not included), $3 most rows: who, office, from, to, acts, why, an entry,
-- findings in all
WITH roster_now AS (
    SELECT roster_id FROM roster ORDER BY loaded_at DESC LIMIT 1
), period AS (
    SELECT ($1::timestamptz AT TIME ZONE 'Asia/Tokyo')::date AS first,
        (($2::timestamptz - interval '1 microsecond') AT TIME ZONE 'Asia/Tokyo')::date AS last
), granted AS (
    SELECT g.person, g.department, g.affair, g.begins_on, g.ends_on
    FROM staff_grant g CROSS JOIN period p
    WHERE g.begins_on <= p.last AND g.ends_on >= p.first
      AND NOT EXISTS (SELECT FROM staff_revocation r
          WHERE (r.kind = 'grant' AND r.value = g.grant_id) OR (r.kind = 'person' AND r.value = g.person))
), did AS (
    SELECT operator_id, office, affair, (recorded_at AT TIME ZONE 'Asia/Tokyo')::date AS day,
        min(recorded_at) AS first, max(recorded_at) AS last, count(*) AS acts, min(index) AS index
    FROM staff_act
    WHERE recorded_at >= $1::timestamptz AND recorded_at < $2::timestamptz
    GROUP BY 1, 2, 3, 4
), held AS (
    SELECT did.operator_id, did.office, did.affair, did.first, did.last, did.acts, did.index,
        count(line.line) AS lines, bool_or(on_day) AS valid,
        bool_or(on_day AND coalesce(did.office = line.department, true)) AS department,
        bool_or(on_day AND coalesce(did.office = line.department, true) AND coalesce(did.affair = line.affair, true)) AS whole
    FROM did
    LEFT JOIN roster_line line ON line.operator_id = did.operator_id AND line.roster_id = (SELECT roster_id FROM roster_now)
    CROSS JOIN LATERAL (SELECT day BETWEEN valid_from AND coalesce(valid_to, 'infinity') AS on_day) AS valid
    GROUP BY 1, 2, 3, 4, 5, 6, 7
), finding AS (
    SELECT operator_id, coalesce(office, '') AS office, min(first) AS first, max(last) AS last, sum(acts)::bigint AS acts,
        CASE WHEN lines = 0 THEN 'not_in_roster' WHEN NOT valid THEN 'not_valid' WHEN NOT department THEN 'other_department'
            ELSE 'other_affair ' || affair END AS why,
        min(index) AS index
    FROM held WHERE (lines = 0 OR NOT whole) AND EXISTS (SELECT FROM roster_now)
    GROUP BY operator_id, office, 6
    UNION ALL
    SELECT operator_id, coalesce(min(department), ''), $1::timestamptz, $2::timestamptz, 0, 'unused', NULL
    FROM roster_line
    WHERE roster_id = (SELECT roster_id FROM roster_now)
      AND valid_from < ($2::timestamptz AT TIME ZONE 'Asia/Tokyo')::date
      AND coalesce(valid_to, 'infinity') >= ($1::timestamptz AT TIME ZONE 'Asia/Tokyo')::date
      AND NOT EXISTS (SELECT FROM did WHERE did.operator_id = roster_line.operator_id)
    GROUP BY operator_id
    UNION ALL
    SELECT g.person, g.department, g.begins_on::timestamp AT TIME ZONE 'Asia/Tokyo', g.ends_on::timestamp AT TIME ZONE 'Asia/Tokyo',
        0, 'grant_not_in_roster', NULL
    FROM granted g
    WHERE EXISTS (SELECT FROM roster_now)
      AND NOT EXISTS (SELECT FROM roster_line l CROSS JOIN period p
          WHERE l.roster_id = (SELECT roster_id FROM roster_now) AND l.operator_id = g.person
            AND coalesce(l.department, g.department) = g.department AND coalesce(l.affair, g.affair) = g.affair
            AND l.valid_from <= greatest(g.begins_on, p.first) AND coalesce(l.valid_to, 'infinity') >= least(g.ends_on, p.last))
    UNION ALL
    SELECT l.operator_id, coalesce(min(l.department), ''), $1::timestamptz, $2::timestamptz, 0, 'no_grant', NULL
    FROM roster_line l CROSS JOIN period p
    WHERE l.roster_id = (SELECT roster_id FROM roster_now) AND l.valid_from <= p.last
      AND coalesce(l.valid_to, 'infinity') >= p.first AND EXISTS (SELECT FROM staff_grant)
      AND NOT EXISTS (SELECT FROM granted g WHERE g.person = l.operator_id)
    GROUP BY l.operator_id
    UNION ALL
    SELECT '-', '', $1::timestamptz, $2::timestamptz, 0, 'no_roster', NULL WHERE NOT EXISTS (SELECT FROM roster_now)
)
SELECT operator_id, office, japan_text(first), japan_text(last), acts, why, index, count(*) OVER ()
FROM finding ORDER BY why, operator_id, office LIMIT $3::bigint

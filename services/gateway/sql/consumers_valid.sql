-- $1 processing date: the consumers that receive a feed on that day, each by its last version whose time has come
SELECT c.id, c.uses_number, array_to_string(c.items, ' '), c.restrained_place, c.version,
       array_to_string(c.filter_states, ' '), c.filter_age_under, to_char(c.filter_age_base, 'YYYY-MM-DD'),
       c.filter_household, array_to_string(c.filter_areas, ' ')
FROM consumer c
WHERE c.version = (SELECT max(v.version) FROM consumer v WHERE v.id = c.id AND v.valid_from <= $1::date)
  AND (c.valid_to IS NULL OR c.valid_to >= $1::date)
  AND NOT EXISTS (SELECT FROM consumer_revocation r WHERE r.id = c.id AND r.version >= c.version)
ORDER BY c.id

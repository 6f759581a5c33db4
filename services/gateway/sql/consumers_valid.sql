-- $1 processing date: the consumers that receive a feed on that day
SELECT id, uses_number, array_to_string(items, ' '), restrained_place, array_to_string(filter_states, ' '),
       filter_age_under, to_char(filter_age_base, 'YYYY-MM-DD'), filter_household, array_to_string(filter_areas, ' '),
       affair, delivery, version, legal_basis
FROM consumers_on($1::date)

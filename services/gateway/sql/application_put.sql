-- $1 application_id, $2 to $15 the Consumer, $16 digest, $17 who applies, $18 terminal, $19 delivery
INSERT INTO consumer_application (application_id, id, base_version, office, affair, legal_basis, items, uses_number,
                                  restrained_place, filter_states, filter_age_under, filter_age_base, filter_household,
                                  filter_areas, valid_from, valid_to, digest, applied_by, applied_terminal,
                                  delivery)
VALUES ($1, $2, coalesce((SELECT max(version) FROM consumer WHERE id = $2), 0), $3, $4, $5, $6::text[], $7::boolean,
        $8::boolean, $9::text[], $10::int, $11::date, $12::boolean, $13::text[], $14::date, $15::date, $16, $17, $18, $19)

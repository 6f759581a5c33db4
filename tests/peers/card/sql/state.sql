-- What the card system holds: records, and how many persons they are for; cards by state, and what was done with them
SELECT count(*) AS held, (SELECT count(DISTINCT p.code_index) FROM record_person p) AS persons, count(DISTINCT delivery_number) AS delivery_numbers,
       (SELECT count(*) FROM card WHERE state = 1) AS cards_made,
       (SELECT count(*) FROM card WHERE state = 2 AND register_ref <> '') AS cards_in_use,
       (SELECT count(*) FROM card WHERE state = 3) AS cards_suspended,
       (SELECT count(*) FROM card WHERE state = 4) AS cards_revoked,
       (SELECT count(*) FROM card WHERE state = 5) AS cards_expired,
       (SELECT count(*) FROM card WHERE collected) AS cards_collected,
       (SELECT count(*) FROM act WHERE refused = '') AS acts,
       (SELECT count(*) FROM act WHERE refused <> '') AS acts_refused
FROM record

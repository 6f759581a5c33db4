-- What stood from which day on, for those who are told of a person (services/resident/span.h): the rows of his
-- history in one text, rows and columns separated by the characters made for that (U+001E, U+001F).
CREATE VIEW person_past AS
SELECT h.addressee_number,
       string_agg(concat(h.history_number, E'\x1f', h.change_id, E'\x1f',
                         (SELECT c.cancels FROM change c WHERE c.change_id = h.change_id), E'\x1f',
                         h.reason, E'\x1f', h.change_date, E'\x1f', h.state, E'\x1f', h.household_number, E'\x1f',
                         h.relationship, E'\x1f', h.address_postal_code, E'\x1f', h.address_municipality_code, E'\x1f',
                         h.address_town_code, E'\x1f', h.address_prefecture, E'\x1f', h.address_municipality, E'\x1f',
                         h.address_town, E'\x1f', h.address_number, E'\x1f', h.address_building),
                  E'\x1e' ORDER BY h.history_number) AS past
FROM person_record h
GROUP BY h.addressee_number;

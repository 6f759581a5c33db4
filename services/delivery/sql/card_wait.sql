-- rows
-- $1 card_ref, $2 the last day for 継続利用, or null when none is needed
UPDATE card c SET lapse_on = w.lapse_on::date
FROM unnest($1::text[], $2::text[]) AS w (card_ref, lapse_on)
WHERE c.card_ref = w.card_ref

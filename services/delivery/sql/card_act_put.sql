-- rows
-- $1 act_id, $2 register_ref, $3 card_ref, $4 act, $5 reason, $6 change_id, $7 operator, $8 terminal, $9 subject,
-- $10 bytea CardActed, $11 today. The events stand in the outbox already, and in this round nothing else of their
-- persons: the last of a person has the number that now stands, those before it the numbers before.
INSERT INTO card_act (act_id, register_ref, card_ref, act, reason, change_id, operator_id, terminal_id, subject, payload,
                      entered_on, sequence)
SELECT act_id, register_ref, card_ref, act::int, reason::int, change_id, operator_id, terminal_id, subject, payload,
       entered_on::date,
       (SELECT s.last FROM outbox_stream s WHERE s.topic = 'link.card.out' AND s.key = t.register_ref) + 1
           - row_number() OVER (PARTITION BY register_ref ORDER BY n DESC)
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::bytea[], $11::text[])
     WITH ORDINALITY AS t (act_id, register_ref, card_ref, act, reason, change_id, operator_id, terminal_id, subject,
                           payload, entered_on, n)

-- rows
-- $1 register_ref: acts on the person's cards that the card system has not answered, in their order
SELECT a.act_id, a.card_ref, a.act, a.reason, a.entered_on, a.change_id, q.n
FROM unnest($1::text[]) WITH ORDINALITY AS q (register_ref, n)
JOIN card_act a ON a.register_ref = q.register_ref AND a.answered_at IS NULL
ORDER BY q.n, a.sequence

-- Cards that are over: revoked, expired or kept elsewhere since, or past their last day whatever was said of them; with nothing
-- about their holder that the card system has to answer. $1 last day, $2 how many at most, $3 erasure_id, or '' to count
WITH due AS (
    SELECT card_ref FROM card c
    WHERE least(CASE WHEN state IN (4, 5, 6) THEN changed_on END, expires_on) <= $1::date
      AND NOT EXISTS (SELECT FROM card_act a WHERE a.register_ref = c.register_ref AND a.answered_at IS NULL)
    LIMIT $2::bigint
), gone AS (
    DELETE FROM card x USING due
    WHERE x.card_ref = due.card_ref AND EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
)
SELECT count(*) FROM due

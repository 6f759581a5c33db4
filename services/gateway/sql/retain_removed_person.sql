-- The copy of who was removed from the register, 150 years after we were told. Who is a resident, stands in the register of
-- 住登外者, or is asked about just now, is never taken. What is kept by 団体内統合宛名番号 goes when nobody else has that number.
-- $1 last day, $2 how many at most, $3 erasure_id, or '' to count
WITH due AS (
    SELECT r.addressee_number, p.integrated_number
    FROM person_removed r JOIN person p USING (addressee_number)
    WHERE r.removed_on <= $1::date AND p.state <> 'resident'
      AND NOT EXISTS (SELECT FROM nonresident n WHERE r.addressee_number IN (n.addressee_number, n.resident_number))
      AND NOT EXISTS (SELECT FROM nonresident n WHERE n.integrated_number = p.integrated_number)
      AND NOT EXISTS (SELECT FROM provision v WHERE v.integrated_number = p.integrated_number)
      AND NOT EXISTS (SELECT FROM inquiry i WHERE i.addressee_number = r.addressee_number AND i.closed_at IS NULL)
    LIMIT $2::bigint
), taken AS (
    SELECT * FROM due WHERE EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
), alone AS (
    SELECT DISTINCT t.integrated_number FROM taken t
    WHERE NOT EXISTS (SELECT FROM person o WHERE o.integrated_number = t.integrated_number
                      AND NOT EXISTS (SELECT FROM taken x WHERE x.addressee_number = o.addressee_number))
), asked AS (
    SELECT i.inquiry_id FROM inquiry i JOIN taken USING (addressee_number)
), a AS (DELETE FROM inquiry_result x USING asked q WHERE x.inquiry_id = q.inquiry_id
), b AS (DELETE FROM inquiry x USING asked q WHERE x.inquiry_id = q.inquiry_id
), c AS (DELETE FROM copy x USING alone n WHERE x.integrated_number = n.integrated_number
), d AS (DELETE FROM copy_flag x USING alone n WHERE x.integrated_number = n.integrated_number
), e AS (DELETE FROM subject_code x USING alone n WHERE x.integrated_number = n.integrated_number
), f AS (DELETE FROM subject_code_request x USING alone n WHERE x.integrated_number = n.integrated_number
), g AS (DELETE FROM former_number x USING alone n WHERE x.integrated_number = n.integrated_number
), h AS (DELETE FROM notice_delivery x USING alone n WHERE x.integrated_number = n.integrated_number
), i AS (DELETE FROM integrated x USING alone n WHERE x.integrated_number = n.integrated_number
), j AS (DELETE FROM consumer_scope x USING taken t WHERE x.addressee_number = t.addressee_number
), k AS (DELETE FROM feed_event x USING taken t WHERE x.addressee_number = t.addressee_number
), l AS (DELETE FROM copy_entry x USING taken t WHERE x.addressee_number = t.addressee_number
), m AS (DELETE FROM restraint x USING taken t WHERE x.addressee_number = t.addressee_number
), n AS (DELETE FROM person_removed x USING taken t WHERE x.addressee_number = t.addressee_number
), o AS (DELETE FROM person x USING taken t WHERE x.addressee_number = t.addressee_number
)
SELECT count(*) FROM due

-- 除票 and everything about who was removed, 150 years after the 消除 that stands: of the records behind the last one as a
-- resident the first. Who is a resident, or stands in a 仮登録, is never taken. $1 last day, $2 how many at most,
-- $3 erasure_id, or '' to count
WITH due AS (
    SELECT p.addressee_number, p.register_ref
    FROM person p
    WHERE p.state <> 1
      AND (SELECT min(r.processed_date) FROM person_record r
           WHERE r.addressee_number = p.addressee_number
             AND r.history_number > (SELECT coalesce(max(l.history_number), 0) FROM person_record l
                                     WHERE l.addressee_number = p.addressee_number AND l.state = 1)) <= $1
      AND NOT EXISTS (SELECT FROM change_person w JOIN change c USING (change_id)
                      WHERE w.addressee_number = p.addressee_number AND c.status IN (1, 90))
    LIMIT $2::bigint
), taken AS (
    SELECT * FROM due WHERE EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
), issues AS ( -- certificates that showed nobody else
    SELECT i.issue_number FROM certificate_issue i JOIN taken USING (addressee_number)
    WHERE NOT EXISTS (SELECT FROM certificate_issue o WHERE o.issue_number = i.issue_number
                      AND NOT EXISTS (SELECT FROM taken t WHERE t.addressee_number = o.addressee_number))
), changes AS ( -- and changes that were about nobody else
    SELECT DISTINCT r.change_id FROM person_record r JOIN taken USING (addressee_number)
    WHERE NOT EXISTS (SELECT FROM person_record o WHERE o.change_id = r.change_id
                      AND NOT EXISTS (SELECT FROM taken t WHERE t.addressee_number = o.addressee_number))
), a AS (DELETE FROM person_record x USING taken t WHERE x.addressee_number = t.addressee_number
), b AS (DELETE FROM person_search x USING taken t WHERE x.addressee_number = t.addressee_number
), c AS (DELETE FROM person_note x USING taken t WHERE x.addressee_number = t.addressee_number
), d AS (DELETE FROM certificate_issue x USING taken t WHERE x.addressee_number = t.addressee_number
), e AS (DELETE FROM certificate_end x USING issues i WHERE x.issue_number = i.issue_number
), f AS (DELETE FROM certificate_open x USING issues i WHERE x.issue_number = i.issue_number
), g AS (DELETE FROM user_certificate x USING taken t WHERE x.addressee_number = t.addressee_number
), h AS (DELETE FROM destination x USING taken t WHERE x.addressee_number = t.addressee_number
), i AS (DELETE FROM restraint_person x USING taken t WHERE x.addressee_number = t.addressee_number
), j AS (DELETE FROM link_person x USING taken t WHERE x.addressee_number = t.addressee_number
), k AS (DELETE FROM move_out_certificate x USING taken t WHERE x.addressee_number = t.addressee_number
), l AS (DELETE FROM card_status x USING taken t WHERE x.register_ref = t.register_ref
), m AS (DELETE FROM number_request x USING taken t WHERE x.addressee_number = t.addressee_number
), n AS (DELETE FROM restraint_untold x USING taken t WHERE x.addressee_number = t.addressee_number
), o AS (DELETE FROM change_person x USING changes c WHERE x.change_id = c.change_id
), p AS (DELETE FROM change_review x USING changes c WHERE x.change_id = c.change_id
), q AS (DELETE FROM change x USING changes c WHERE x.change_id = c.change_id
), r AS (DELETE FROM person x USING taken t WHERE x.addressee_number = t.addressee_number
)
SELECT count(*) FROM due

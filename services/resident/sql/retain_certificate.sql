-- 交付履歴, with what became of each certificate: issues that nobody has to confirm any more, of the living as of the removed.
-- An issue has a row for each person whom it shows; the first of them stands for it. $1 last day, $2 how many at most,
-- $3 erasure_id, or '' to count
WITH due AS (
    SELECT i.issue_number FROM certificate_issue i
    WHERE (i.issued_at AT TIME ZONE 'Asia/Tokyo')::date <= $1::date
      AND NOT EXISTS (SELECT FROM certificate_issue o WHERE o.issue_number = i.issue_number
                      AND (o.addressee_number < i.addressee_number OR (o.issued_at AT TIME ZONE 'Asia/Tokyo')::date > $1::date))
      AND NOT EXISTS (SELECT FROM certificate_open o WHERE o.issue_number = i.issue_number)
      AND NOT EXISTS (SELECT FROM certificate_end e
                      WHERE e.issue_number = i.issue_number AND (e.ended_at AT TIME ZONE 'Asia/Tokyo')::date > $1::date)
    LIMIT $2::bigint
), taken AS (
    SELECT * FROM due WHERE EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
), ends AS (
    DELETE FROM certificate_end x USING taken t WHERE x.issue_number = t.issue_number
), gone AS (
    DELETE FROM certificate_issue x USING taken t WHERE x.issue_number = t.issue_number
)
SELECT count(*) FROM due

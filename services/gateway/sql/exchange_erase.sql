-- $1 erasure_id, that was decided: the records of that time go, with what stands beside them (inquiries, permits, お知らせ
-- that has been sent, 提供 outside of the automated path, 自己情報提供の求め), and how many records it were is noted
WITH gone AS (
    DELETE FROM exchange_record
    WHERE closed_at < (SELECT erase_before FROM exchange_erasure WHERE erasure_id = $1 AND state = 'done')
    RETURNING exchange_id, permit_id
), asked AS (
    DELETE FROM inquiry
    WHERE closed_at < (SELECT erase_before FROM exchange_erasure WHERE erasure_id = $1 AND state = 'done')
), provided AS (
    DELETE FROM provision WHERE permit_id = ANY (ARRAY(SELECT permit_id FROM gone)) AND permit IS NULL
), manual AS (
    DELETE FROM provision_manual WHERE record_id = ANY (ARRAY(SELECT exchange_id FROM gone))
), own AS (
    DELETE FROM self_request WHERE request_id = ANY (ARRAY(SELECT exchange_id FROM gone))
), delivered AS (
    DELETE FROM notice_delivery WHERE delivery_id = ANY (ARRAY(SELECT exchange_id FROM gone))
    RETURNING delivery_id, notice_id
), told AS (
    DELETE FROM notice n
    WHERE n.notice_id = ANY (ARRAY(SELECT notice_id FROM delivered))
      AND (SELECT bool_and(d.delivery_id = ANY (ARRAY(SELECT delivery_id FROM delivered)))
           FROM notice_delivery d WHERE d.notice_id = n.notice_id)
)
UPDATE exchange_erasure SET erased = (SELECT count(*) FROM gone) WHERE erasure_id = $1

-- Inquiries that are held, the oldest first, 100 at most: permit_id, permit, 団体内統合宛名番号, a 宛名番号 of the person,
-- received at, checked by, law version; digest of what was checked; how many there are
SELECT v.permit_id, v.permit, v.integrated_number,
       (SELECT min(addressee_number) FROM person WHERE integrated_number = v.integrated_number), v.received_at, v.checked_by,
       v.law_version, v.checked_digest, count(*) OVER ()
FROM provision v WHERE v.state IN ('held', 'checked') ORDER BY v.received_at LIMIT 100

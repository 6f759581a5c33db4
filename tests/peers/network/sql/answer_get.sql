-- $1 inquiry_id: the latest answer, or that the network did not carry it: code, law version, as of, items
(SELECT a.code, a.law_version, a.as_of, a.items FROM answer a JOIN journal j ON j.ce_id = a.event_id
 WHERE a.inquiry_id = $1 ORDER BY j.id DESC LIMIT 1)
UNION ALL
SELECT c.refused, '', '', '' FROM call c WHERE c.inquiry_id = $1 AND c.refused IS NOT NULL

-- The next answer that is to be given by itself: call, mode, Permit
SELECT c.id, c.mode, i.permit
FROM provider_call c
JOIN provider_inquiry i ON i.inquiry_id = c.inquiry_id
WHERE NOT c.done
ORDER BY c.id
LIMIT 1

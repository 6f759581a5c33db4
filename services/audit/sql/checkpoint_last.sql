-- the last checkpoint that is told of (as cosigned_checkpoint has it, which the planner would compute as a whole): size, note
SELECT c.size, c.note || coalesce((SELECT string_agg(line, '' ORDER BY witness) FROM cosignature s WHERE s.size = c.size), '')
FROM checkpoint c
WHERE c.signed_at < clock_timestamp() - interval '2 s' OR c.witnesses <= (SELECT count(*) FROM cosignature s WHERE s.size = c.size)
ORDER BY c.size DESC LIMIT 1

-- $1 report_id; no row when it was made by now: asked_by, terminal_id, office, request_id
SELECT coalesce(asked_by, ''), coalesce(terminal_id, ''), coalesce(office, ''), coalesce(request_id, '')
FROM report WHERE report_id = $1::uuid AND made_at IS NULL FOR UPDATE

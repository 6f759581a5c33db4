-- $1 report_id, $2 name, $3 begins, $4 ends, $5 asked by, $6 terminal_id, $7 office, $8 request_id; the last four NULL: by
-- schedule
INSERT INTO report (report_id, name, begins, ends, asked_by, terminal_id, office, request_id)
VALUES ($1::uuid, $2, $3::timestamp, $4::timestamp, $5, $6, $7, $8)
ON CONFLICT DO NOTHING

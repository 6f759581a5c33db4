-- Applications heard of, and how many answers were refusals
SELECT count(DISTINCT application_id) AS held, count(*) FILTER (WHERE refused <> '') AS refused FROM status

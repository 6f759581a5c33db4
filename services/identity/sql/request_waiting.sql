-- binary
-- Requests that wait for a code, the oldest first. $1 how many
SELECT requested, traceparent, request_id FROM number_request WHERE state = 'waiting'
ORDER BY requested_at LIMIT $1::int FOR UPDATE SKIP LOCKED

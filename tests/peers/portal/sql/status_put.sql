-- $1 event_id, $2 application id, $3 what it answers, $4 step, $5 refusal code
INSERT INTO status (event_id, application_id, answers, step, refused) VALUES ($1, $2, $3, $4, $5)

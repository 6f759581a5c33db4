-- A row of 更新履歴. $1 宛名番号, $2 history_number, $3 request id, $4 act, $5 processing date, $6 operator_id, $7 affair,
-- $8 birth date, $9 content
INSERT INTO nonresident_record (addressee_number, history_number, request_id, act, recorded_on, operator_id, affair,
                                birth_date, content_of, content)
VALUES ($1, $2::int, $3, $4, $5::date, $6, $7, $8, $2::int, $9::bytea)

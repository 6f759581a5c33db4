-- Few changes take another back: they are found without looking at all others.
CREATE INDEX change_cancelling ON change (change_id) INCLUDE (cancels) WHERE cancels IS NOT NULL;

-- The rows of each person's history in one value, in no order, for those who are told of his past
-- (services/resident/store_past.h): of each row its 履歴番号, the size of its content, that, and the id of the change that
-- it takes back, ended by a zero byte.
CREATE OR REPLACE VIEW person_past AS
SELECT r.addressee_number,
       string_agg(int4send(r.history_number) || int4send(length(r.content)) || r.content ||
                  convert_to(coalesce((SELECT c.cancels FROM change c
                                       WHERE c.change_id = r.change_id AND c.cancels IS NOT NULL), ''), 'UTF8') ||
                  decode('00', 'hex'), ''::bytea) AS past
FROM person_record r
GROUP BY r.addressee_number;

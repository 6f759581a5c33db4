-- From today on an affair uses a 宛名番号. $1 affair, $2 宛名番号, $3 the affair's own number or null, $4 processing date,
-- $5 request id
INSERT INTO affair_link (affair, addressee_number, affair_number, valid_from, request_id)
VALUES ($1, $2, $3, $4::date, $5)
ON CONFLICT (addressee_number, affair) WHERE valid_to IS NULL
DO UPDATE SET affair_number = coalesce(excluded.affair_number, affair_link.affair_number)

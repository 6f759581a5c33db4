-- rows
-- $1 event_id, $2 place of the person in the record, $3 bytea blind index of 住民票コード
INSERT INTO record_person (event_id, place, code_index)
SELECT event_id, place::int, code_index FROM unnest($1::text[], $2::text[], $3::bytea[]) AS t (event_id, place, code_index)

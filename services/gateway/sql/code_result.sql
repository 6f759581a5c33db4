-- rows
-- $1 request_id, $2 blind index of 符号 or NULL. Of the request, when there was one: 団体内統合宛名番号, a 宛名番号 of the
-- person, whether it is the one that counts, the state; whether somebody else has that 符号. Locked until the result is
-- written: another instance that asks anew is waited for, and then seen.
SELECT r.integrated_number,
       (SELECT min(addressee_number) FROM person WHERE integrated_number = r.integrated_number),
       s.request_id = r.request_id, s.state,
       EXISTS (SELECT FROM subject_code o WHERE o.code_index = q.code_index AND o.integrated_number <> r.integrated_number),
       q.n
FROM unnest($1::text[], $2::bytea[]) WITH ORDINALITY AS q (request_id, code_index, n)
JOIN subject_code_request r ON r.request_id = q.request_id
JOIN subject_code s ON s.integrated_number = r.integrated_number
FOR UPDATE OF s

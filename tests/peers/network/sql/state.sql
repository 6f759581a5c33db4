-- 符号 given and refused, permits given and refused, letters refused by either side; inquiries carried, their answers with
-- information and without
SELECT (SELECT count(*) FROM code) AS codes,
       (SELECT count(*) FROM code_request WHERE refused = '') AS codes_issued,
       (SELECT count(*) FROM code_request WHERE refused <> '') AS codes_refused,
       (SELECT count(*) FROM permit WHERE refused = '') AS permits,
       (SELECT count(*) FROM permit WHERE refused <> '') AS permits_refused,
       (SELECT count(*) FROM refused WHERE direction = 'in') AS letters_refused,
       (SELECT count(*) FROM refused WHERE direction = 'out') AS letters_not_taken,
       (SELECT count(*) FROM call WHERE done AND refused IS NULL) AS carried,
       (SELECT count(*) FROM answer WHERE code = '') AS provided,
       (SELECT count(*) FROM answer WHERE code NOT IN ('', 'pending')) AS not_provided

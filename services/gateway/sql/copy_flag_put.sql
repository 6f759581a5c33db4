-- $1 addressee_number, $2 information or '' for all, $3 flag, $4 whether it is set
INSERT INTO copy_flag AS f (integrated_number, information, no_auto_answer, not_disclosed)
SELECT p.integrated_number, $2, $3 = 'no_auto_answer' AND $4::boolean, $3 = 'not_disclosed' AND $4::boolean
FROM person p WHERE p.addressee_number = $1
ON CONFLICT (integrated_number, information) DO UPDATE
SET no_auto_answer = CASE $3 WHEN 'no_auto_answer' THEN excluded.no_auto_answer ELSE f.no_auto_answer END,
    not_disclosed = CASE $3 WHEN 'not_disclosed' THEN excluded.not_disclosed ELSE f.not_disclosed END

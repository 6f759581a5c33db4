-- $1 how many. Persons for whom a 符号 is to be asked: 団体内統合宛名番号, and of a record with the 個人番号 宛名番号,
-- history_number and content; the state of the last request. Two instances take different ones.
WITH due AS (
    SELECT integrated_number FROM integrated WHERE number_index IS NOT NULL AND NOT code_asked
    ORDER BY integrated_number LIMIT $1::int
    FOR UPDATE SKIP LOCKED
)
SELECT d.integrated_number, p.addressee_number, p.history_number, p.content, p.numbered, s.state
FROM due d
LEFT JOIN LATERAL (SELECT addressee_number, history_number, content, numbered FROM person
                   WHERE integrated_number = d.integrated_number AND numbered
                   ORDER BY addressee_number LIMIT 1) AS p ON true
LEFT JOIN subject_code s ON s.integrated_number = d.integrated_number

-- binary
-- A page of the residents of whom identity has been told (整合性確認). $1 addressee number of the last one before ('' at
-- first), $2 how many: the latest record of each
SELECT r.addressee_number, r.history_number::text, r.content
FROM (SELECT addressee_number, history_number FROM person
      WHERE addressee_number > $1 AND state = 1 AND code_index IS NOT NULL AND number_index IS NOT NULL
      ORDER BY addressee_number LIMIT $2::int) p
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
ORDER BY p.addressee_number

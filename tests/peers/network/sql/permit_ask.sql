-- $1 項番, $2 inquirer kind, $3 information, $4 符号 with the body $5, $6 the body that is asked: whether it is allowed; the
-- person's index, NULL when nobody has that 符号; the 符号 with the body that is asked, ''  when there is none yet
SELECT EXISTS (SELECT FROM allowed WHERE item = $1 AND inquirer_kind = $2 AND information = $3), mine.number_index,
       coalesce(theirs.code, '')
FROM (SELECT) AS one
    LEFT JOIN code AS mine ON mine.code = $4 AND mine.body = $5
    LEFT JOIN code AS theirs ON theirs.number_index = mine.number_index AND theirs.body = $6

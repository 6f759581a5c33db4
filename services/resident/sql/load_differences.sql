-- A page of differences: the columns of juki.resident.v1.LoadDifference, empty where it is kept sealed; then that.
-- $1 load id, $2 behind this number
SELECT number, addressee_number, history_number, kind, item, '', '', '', reason, '', explained_by, confirmed_by,
       load_id, content, explanation, explained_alone
FROM migration_difference WHERE load_id = $1 AND number > $2 ORDER BY number LIMIT 100

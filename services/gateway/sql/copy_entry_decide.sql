-- $1 entry_id, $2 approved or refused, $3 by whom. The lines are not needed any more.
WITH gone AS (
    DELETE FROM copy_entry_row WHERE entry_id = $1
)
UPDATE copy_entry SET state = $2, decided_by = $3, decided_at = now() WHERE entry_id = $1

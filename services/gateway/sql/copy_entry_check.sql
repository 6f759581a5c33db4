-- $1 entry_id, $2 who has checked it
UPDATE copy_entry SET checked_by = array_append(checked_by, $2::text) WHERE entry_id = $1

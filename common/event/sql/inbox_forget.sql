-- $1 source, $2 id of a message that was not applied, so that its replay is
DELETE FROM inbox WHERE source = $1 AND id = $2

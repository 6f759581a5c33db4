-- $1 designation id
DELETE FROM destination WHERE designation_id = $1

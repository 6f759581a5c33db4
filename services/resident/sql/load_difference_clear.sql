-- A comparison begins anew. $1 load id
DELETE FROM migration_difference WHERE load_id = $1

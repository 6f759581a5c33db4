-- $1 inquiry_id: who asked
SELECT inquirer FROM call WHERE inquiry_id = $1

-- $1 inquiry_id, $2 符号, $3 item, $4 affair, $5 inquirer kind, $6 inquirer, $7 information, $8 items with commas between
INSERT INTO call (inquiry_id, code, item, affair, inquirer_kind, inquirer, information, asked)
VALUES ($1, $2, $3, $4, $5, $6, $7, string_to_array($8, ','))

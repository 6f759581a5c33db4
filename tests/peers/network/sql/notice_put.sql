-- $1 delivery_id, $2 符号, $3 title, $4 body, $5 state
INSERT INTO notice (delivery_id, code, title, body, state) VALUES ($1, $2, $3, $4, $5)

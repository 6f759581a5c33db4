-- $1 peer, $2 number, $3 change id
INSERT INTO link_taken (peer, number, change_id) VALUES ($1, $2, $3)

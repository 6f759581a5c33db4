-- 名寄せ or its 解除 is asked for. $1 link id, $2 名寄せ元, $3 名寄せ先, $4 unlink, $5 operator_id
INSERT INTO nonresident_link (link_id, addressee_number, representative, unlink, asked_by)
VALUES ($1, $2, $3, $4::boolean, $5)

-- $1 compare_id: how it stands, or none. Locked: answers of it are taken one after the other.
SELECT state, own_records, partner_records, open, asked, differences, truncated FROM compare WHERE compare_id = $1 FOR UPDATE

-- $1 move_ref: municipality code, 転出予定年月日, erased on, certificate
SELECT municipality_code, planned_date, erase_on, certificate FROM move_in_certificate WHERE move_ref = $1

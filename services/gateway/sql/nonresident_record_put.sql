-- A row of 更新履歴. $1 宛名番号, $2 history_number, $3 request id, $4 act, $5 processing date, $6 operator_id, $7 affair,
-- then the fields of juki.gateway.v1.NonresidentBasics
INSERT INTO nonresident_record
VALUES ($1, $2::int, $3, $4, $5::date, now(), $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::boolean, $16, $17::int, $18,
        $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29::bytea)

-- Whoever makes the person a resident and whoever gives him a 住登外者宛名番号 do so one after the other: the next statement of
-- the later sees what the earlier did. $1 団体内統合宛名番号 or '', $2 bytea blind index of 個人番号 or null, $3 宛名番号 or ''
SELECT FROM integrated
WHERE integrated_number = $1
   OR number_index = $2::bytea
   OR integrated_number = ANY (ARRAY (SELECT integrated_number FROM person WHERE addressee_number = $3
                                      UNION ALL SELECT integrated_number FROM nonresident WHERE addressee_number = $3))
FOR UPDATE

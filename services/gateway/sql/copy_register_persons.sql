-- $1 text[] integrated_number: a 宛名番号 of each, or itself when nobody of the register has it
SELECT coalesce((SELECT min(p.addressee_number) FROM person p WHERE p.integrated_number = w.integrated_number),
                w.integrated_number)
FROM unnest($1::text[]) AS w (integrated_number)

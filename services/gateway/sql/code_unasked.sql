-- rows
-- $1 団体内統合宛名番号 of whom nothing can be asked: nobody of the register has his 個人番号 yet
UPDATE integrated i SET code_asked = true FROM unnest($1::text[]) AS t (integrated_number)
WHERE i.integrated_number = t.integrated_number

-- $1 text[] 宛名番号, $2 text[] tax years of the same persons: their notices lie in the file
UPDATE outside_person o SET notified_at = now()
FROM unnest($1::text[], $2::text[]) AS t (addressee_number, tax_year)
WHERE o.addressee_number = t.addressee_number AND o.tax_year = t.tax_year::int

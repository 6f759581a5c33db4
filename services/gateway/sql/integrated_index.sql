-- $1 integrated_number, $2 blind index of the 個人番号 that the person has from now on, $3 processing date
WITH given_up AS (
    INSERT INTO former_number (number_index, integrated_number, valid_from, valid_to)
    SELECT number_index, integrated_number, number_since, $3::date FROM integrated
    WHERE integrated_number = $1 AND number_index IS NOT NULL
    ON CONFLICT DO NOTHING
)
UPDATE integrated SET number_index = $2::bytea, number_since = $3::date WHERE integrated_number = $1

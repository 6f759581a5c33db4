-- $1 text[] addressee numbers, $2 designation id: takes the place of any other that stands for them
INSERT INTO destination (addressee_number, designation_id)
SELECT n, $2 FROM unnest($1::text[]) AS n
ON CONFLICT (addressee_number) DO UPDATE SET designation_id = excluded.designation_id

-- Which of these codes the file or the stock has already. $1 text[] blind indexes in hexadecimal
SELECT h FROM unnest($1::text[]) AS h
WHERE EXISTS (SELECT FROM code_stock WHERE code_index = decode(h, 'hex'))
   OR EXISTS (SELECT FROM person WHERE code_index = decode(h, 'hex'))

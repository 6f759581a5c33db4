-- Which of these codes the file or the stock has already. $1 text[] blind indexes in hexadecimal
SELECT h FROM unnest($1::text[]) AS h JOIN code_stock s ON s.code_index = decode(h, 'hex')
UNION
SELECT h FROM unnest($1::text[]) AS h JOIN person p ON p.code_index = decode(h, 'hex')

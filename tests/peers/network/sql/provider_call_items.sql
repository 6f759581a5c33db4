-- The items of that answer, as provider_items.sql
SELECT p.name, p.value
FROM (SELECT i.information, i.asked
      FROM provider_call c JOIN provider_inquiry i ON i.inquiry_id = c.inquiry_id
      WHERE NOT c.done ORDER BY c.id LIMIT 1) AS next,
     unnest(next.asked) WITH ORDINALITY AS a (name, n)
JOIN provided p ON p.name = a.name
WHERE p.information = next.information
ORDER BY a.n

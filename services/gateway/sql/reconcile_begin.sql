-- $1 request_id, $2 consumer, $3 bigint[] numbers of its ranges, $4 text[] after, $5 text[] until, $6 bigint[] persons,
-- $7 text[] digests in hexadecimal
WITH ranges AS (
    INSERT INTO reconcile_range (request_id, number, after, until, persons, digest, phase, position)
    SELECT $1, number, after, until, persons, decode(digest, 'hex'), 'sum', after
    FROM unnest($3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::text[]) AS r (number, after, until, persons, digest)
)
INSERT INTO reconcile (request_id, consumer, state, open) VALUES ($1, $2, 'walking', cardinality($3::bigint[]))

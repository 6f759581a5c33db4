-- Search holds no text of names: a person is looked up by blind words (common/db/kept.h), single characters among
-- them, and what was found is compared by the service. What it held is made anew: juki-resident --fill-search.

TRUNCATE person_search;
DROP INDEX person_search_term;
ALTER TABLE person_search
    DROP COLUMN kana,
    DROP COLUMN kana_sound,
    DROP COLUMN name,
    ALTER COLUMN term TYPE bigint[] USING '{}'; -- everything that is looked up, see term.h; by size
CREATE INDEX person_search_term ON person_search USING gin (term) WITH (gin_pending_list_limit = 512);

-- Persons who have all words of any alternative (each a bigint[] as text) and pass the rest: with doubles, at most
-- `most` of each alternative. A function of its own for the reason told in 0004_search.sql.
DROP FUNCTION person_search_hits;
CREATE FUNCTION person_search_hits(alternatives text[], birth_from text, birth_to text, wanted_sex int,
                                   with_removed boolean, most bigint)
RETURNS TABLE (addressee_number text)
LANGUAGE plpgsql STABLE
SET enable_indexscan = off -- an index of lists is read by bitmaps
AS $$
BEGIN
    RETURN QUERY
    SELECT s.addressee_number
    FROM unnest(alternatives) AS a (words)
    CROSS JOIN LATERAL (
        SELECT h.addressee_number
        FROM person_search h
        WHERE h.term @> a.words::bigint[]
          AND h.birth_date || '' BETWEEN birth_from AND birth_to -- not by that index
          AND (wanted_sex = 0 OR h.sex = wanted_sex)
          AND (with_removed OR h.state = 1)
        LIMIT most
    ) AS s;
END
$$;

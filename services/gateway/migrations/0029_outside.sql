-- 住登外者 in feeds: each as the affairs that use him know him, in the columns of person. One who was carried (引継) has a row of
-- person as well; of these two the affair knows this one.
CREATE VIEW nonresident_person AS
SELECT l.affair, n.addressee_number,
       ROW (n.history_number, r.request_id, n.addressee_number, coalesce(x.restrained, false), n.state, n.integrated_number,
            NULL, r.name, r.name_kana, r.birth_date, CASE WHEN r.birth_date <> '' THEN r.birth_date_uncertain END,
            CASE WHEN r.birth_date <> '' THEN r.birth_date_written END, r.sex, NULL,
            r.postal_code, r.municipality_code, r.town_code, r.prefecture, r.municipality, r.town, r.number, r.building,
            r.individual_number, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
            NULL, NULL, NULL, NULL, NULL, NULL, NULL)::person AS person
FROM affair_link l
JOIN nonresident n USING (addressee_number)
JOIN nonresident_record r USING (addressee_number, history_number)
LEFT JOIN restraint x ON x.addressee_number = n.addressee_number
WHERE l.valid_to IS NULL AND n.state IN ('non_resident', 'dead') AND (NOT n.not_shared OR n.owner = l.affair);

-- Whom an affair ever used, by 宛名番号: what snapshots walk over, since nobody leaves it on the way.
CREATE INDEX affair_link_walk ON affair_link (affair, addressee_number);

-- A snapshot that is to begin: with this version of the consumer in force, and its keyring there.
ALTER TABLE consumer_missed ADD COLUMN version int NOT NULL DEFAULT 0;
ALTER TABLE consumer_missed DROP CONSTRAINT consumer_missed_pkey, ADD PRIMARY KEY (consumer, version);

-- Approved versions whose time is over, by their last day or by another way of delivery since: what lay ready under them was
-- taken away.
CREATE TABLE consumer_over (
    id text NOT NULL,
    version int NOT NULL,
    over_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id, version)
);

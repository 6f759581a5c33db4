-- The national body numbers the newborn from its part of the synthetic block: bodies that begin 00009 (tests/town/town.h).
-- Five digits are free in a 住民票コード.
CREATE SEQUENCE serial MAXVALUE 99999;

-- Which serial answered which request; the numbers follow from the serial and are kept nowhere.
CREATE TABLE issued (
    request_id text PRIMARY KEY,
    serial int NOT NULL UNIQUE,
    answers int NOT NULL DEFAULT 1
);

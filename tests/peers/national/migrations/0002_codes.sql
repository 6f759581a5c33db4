-- Free 住民票コード: which serials were delivered for which order.
CREATE SEQUENCE code_serial MAXVALUE 99999;

CREATE TABLE delivered (
    request_id text PRIMARY KEY,
    first int NOT NULL UNIQUE,
    count int NOT NULL
);

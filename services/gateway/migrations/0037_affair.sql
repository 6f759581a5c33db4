-- Which affair an information is of, and which entered something about 副本: others neither see nor touch it (seed 003
-- REQ-19). 住民票関係情報 is the register's and stands in no row; it is for the desk of 情報提供.
ALTER TABLE copy_item ADD affair text NOT NULL DEFAULT '';
UPDATE copy_item SET affair = '地方税の賦課徴収' WHERE information = '地方税関係情報';

ALTER TABLE copy_entry ADD affair text NOT NULL DEFAULT '';

-- The latest inquiries of an office.
CREATE INDEX inquiry_consumer ON inquiry (consumer, received_at);

-- A change is written anew once, when it is reviewed. Where there is room beside the old row, the new one needs no entry in the
-- index, and the log takes what differs (100 bytes) instead of the whole entry (900): a page keeps room for each of its rows.
ALTER TABLE change SET (fillfactor = 50);

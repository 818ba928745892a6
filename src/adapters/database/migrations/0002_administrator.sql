-- Which user of the issuer's machine did it; NULL for what came over HTTP.
ALTER TABLE audit ADD COLUMN administrator TEXT;

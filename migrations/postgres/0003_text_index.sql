-- Text is found in the middle of words: trigrams, which each database does in its own way.
create extension if not exists pg_trgm;
create index contacts_by_text on contacts using gin (search_text gin_trgm_ops);

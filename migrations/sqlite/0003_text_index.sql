-- Text is found in the middle of words: trigrams, which each database does in its own way.

-- The number of a record in the index, which knows nothing but integers.
create table text_index_rows (
  number integer primary key,
  company_id text not null references companies (id) on delete cascade,
  record_id text not null,
  constraint "text_index_rows.record_id" unique (record_id)
) strict;
create index text_index_rows_by_company on text_index_rows (company_id, record_id);

create virtual table text_index using fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram', detail = none);

insert into text_index_rows (company_id, record_id) select company_id, id from contacts order by id;
insert into text_index (rowid, text) select r.number, c.search_text from text_index_rows r join contacts c on c.id = r.record_id;

-- Telephone numbers are kept as E.164. Those of before are rewritten by a job of each company, which takes the
-- company's id for its own.
insert into jobs (id, company_id, kind, payload, run_at, attempts, created_at)
select id, id, 'normalize_phones', 'null', created_at, 0, created_at from companies;
